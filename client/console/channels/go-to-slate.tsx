import { Select } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useForm } from '@mantine/form';
import { instantOf, localTimeZone, wallTime } from '../schedule/wall-clock.js';
import type { TakeOverEnd } from './take-over.js';
import { TakeOverModal, type TakeOverProps } from './take-over-modal.js';

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

/** Takes a channel off its programme for a while. */
export function GoToSlate(props: TakeOverProps) {
  const { nowMs } = props;
  const timeZone = localTimeZone();
  const form = useForm({
    initialValues: { end: '15', at: wallTime(nowMs() + 30 * MINUTE_MS, timeZone) as string | null },
    validate: {
      at: (at, { end }) => {
        if (end !== AT) return null;
        return at === null || instantOf(at, timeZone) <= nowMs() ? 'Choose a time that is yet to come' : null;
      },
    },
  });
  const endOf = ({ end, at }: typeof form.values): TakeOverEnd => {
    if (end === AT) return { kind: 'at', atMs: instantOf(at!, timeZone) };
    return end === TAKEN_BACK ? { kind: 'taken-back' } : { kind: 'after', lengthMs: Number(end) * MINUTE_MS };
  };
  return (
    <TakeOverModal
      {...props}
      title="Go to slate"
      form={form}
      takeOverOf={(values) => ({ sequenceId: null, end: endOf(values) })}
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
    </TakeOverModal>
  );
}
