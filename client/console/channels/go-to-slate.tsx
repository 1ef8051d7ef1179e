import { Select } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { Millis } from '../../../shared/units.js';
import { FormModal } from '../form-modal.js';
import { ConfirmEdit } from '../schedule/confirm-edit.js';
import { instantOf, localTimeZone, wallTime } from '../schedule/wall-clock.js';
import { prepareTakeOver } from './prepare-take-over.js';
import type { TakeOverEnd } from './take-over.js';

const MINUTE_MS = 60_000;
const AT = 'at';
const TAKEN_BACK = 'taken-back';
const ENDS = [
  { value: '5', label: 'For 5 minutes' },
  { value: '15', label: 'For 15 minutes' },
  { value: '60', label: 'For an hour' },
  { value: AT, label: 'Until a time' },
  { value: TAKEN_BACK, label: 'Until somebody goes back to the schedule' },
];

interface Props {
  readonly slug: string;
  /** The server's time. */
  readonly nowMs: () => Millis;
  readonly onClose: () => void;
}

/** Takes a channel off its programme for a while. */
export function GoToSlate({ slug, nowMs, onClose }: Props) {
  const timeZone = localTimeZone();
  const prepare = useMutation({
    mutationFn: (end: TakeOverEnd) => prepareTakeOver(slug, { sequenceId: null, end }, nowMs),
    meta: { quiet: true },
  });
  const form = useForm({
    initialValues: { end: '15', at: wallTime(nowMs() + 30 * MINUTE_MS, timeZone) as string | null },
    validate: {
      at: (at, { end }) => {
        if (end !== AT) return null;
        return at === null || instantOf(at, timeZone) <= nowMs() ? 'Choose a time that is yet to come' : null;
      },
    },
  });
  const submit = form.onSubmit(({ end, at }) => {
    if (end === AT) prepare.mutate({ kind: 'at', atMs: instantOf(at!, timeZone) });
    else if (end === TAKEN_BACK) prepare.mutate({ kind: 'taken-back' });
    else prepare.mutate({ kind: 'after', lengthMs: Number(end) * MINUTE_MS });
  });
  if (prepare.data !== undefined) {
    return (
      <ConfirmEdit
        slug={slug}
        edit={prepare.data}
        timeZone={timeZone}
        onClose={(done) => (done ? onClose() : prepare.reset())}
      />
    );
  }
  return (
    <FormModal
      title="Go to slate"
      submitLabel="Go on"
      onSubmit={submit}
      isPending={prepare.isPending}
      error={prepare.error}
      onClose={onClose}
    >
      <Select
        label="How long"
        description="Viewers see “Back soon”. What is scheduled goes on after it, as if nothing had been."
        data={ENDS}
        allowDeselect={false}
        data-autofocus
        {...form.getInputProps('end')}
      />
      {form.values.end === AT && (
        <DateTimePicker
          label="Until"
          description={`In the time of ${timeZone}`}
          withSeconds
          {...form.getInputProps('at')}
        />
      )}
    </FormModal>
  );
}
