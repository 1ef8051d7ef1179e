import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import type { EntryInput, EntryView } from '../../../shared/api/schedule.js';
import type { SequenceView } from '../../../shared/api/sequences.js';
import type { Millis } from '../../../shared/units.js';
import { conditionOf, conditionText } from '../sequences/condition-text.js';
import { isCommonRepeat, REPEATS } from './repeat-choice.js';
import type { ScheduleEdit } from './schedule-queries.js';
import { instantOf, wallTime } from './wall-clock.js';

/** In the form: no sequence is called so. */
const SLATE = '';

/** What is edited: an entry that is there, or a new one at a time. */
export type EntryDraft =
  | { readonly kind: 'new'; readonly startsAt: Millis; readonly endsAt: Millis | null; readonly priority: number }
  | { readonly kind: 'known'; readonly entry: EntryView };

interface Props {
  readonly draft: EntryDraft;
  readonly sequences: readonly SequenceView[];
  readonly timeZone: string;
  readonly onEdit: (edit: ScheduleEdit) => void;
  readonly onClose: () => void;
}

/** When a sequence or the slate is on air, how often, and for whom. */
export function EntryModal({ draft, sequences, timeZone, onEdit, onClose }: Props) {
  const entry = draft.kind === 'known' ? draft.entry : null;
  const { startsAt, endsAt, priority } = draft.kind === 'known' ? draft.entry : draft;
  const rule = entry?.repeat ?? '';
  const form = useForm({
    initialValues: {
      what: entry === null ? (sequences[0]?.id ?? null) : (entry.sequenceId ?? SLATE),
      start: wallTime(startsAt, timeZone) as string | null,
      end: (endsAt === null ? null : wallTime(endsAt, timeZone)) as string | null,
      // Who gives a new entry an end wants something on until then.
      loop: entry?.loop ?? endsAt !== null,
      repeat: isCommonRepeat(rule) ? rule : 'custom',
      rule,
      priority,
      when: conditionText(entry?.when ?? {}),
    },
    validate: {
      what: (what) => (what === null ? 'Choose what is on' : null),
      start: (start) => (start === null ? 'Choose when it starts' : null),
      end: (end, { start }) => (end !== null && start !== null && end <= start ? 'It must end after it starts' : null),
      rule: (text, { repeat }) => (repeat === 'custom' && text.trim() === '' ? 'Write a rule' : null),
      when: (text) =>
        text.trim() === '' || conditionOf(text) !== null ? null : 'Write name=value, more of them with commas',
    },
  });
  const isSlate = form.values.what === SLATE;
  const submit = form.onSubmit((values) => {
    const repeat = values.repeat === 'custom' ? values.rule.trim() : values.repeat;
    const input: EntryInput = {
      sequenceId: isSlate ? null : values.what,
      startsAt: instantOf(values.start!, timeZone),
      endsAt: values.end === null ? null : instantOf(values.end, timeZone),
      loop: isSlate || values.loop,
      repeat: repeat === '' ? null : repeat,
      timeZone: repeat === '' ? null : timeZone,
      priority: values.priority,
      when: values.when.trim() === '' ? {} : conditionOf(values.when)!,
    };
    onEdit(entry === null ? { kind: 'add', input } : { kind: 'edit', entryId: entry.id, edit: input });
  });
  return (
    <Modal opened onClose={onClose} title={entry === null ? 'Put on air' : 'Entry of the schedule'} size="lg">
      <form onSubmit={submit}>
        <Stack>
          <Select
            label="What is on"
            searchable
            data={[
              { group: 'Sequences', items: sequences.map(({ id, name }) => ({ value: id, label: name })) },
              { group: 'Built in', items: [{ value: SLATE, label: 'The slate' }] },
            ]}
            nothingFoundMessage="No such sequence"
            {...form.getInputProps('what')}
          />
          <Group grow align="flex-start">
            <DateTimePicker label="Starts" withSeconds {...form.getInputProps('start')} />
            <DateTimePicker
              label="Ends"
              placeholder={isSlate ? 'When it is taken out' : 'With the sequence'}
              withSeconds
              clearable
              {...form.getInputProps('end')}
            />
          </Group>
          {!isSlate && (
            <Checkbox label="Again and again, until it ends" {...form.getInputProps('loop', { type: 'checkbox' })} />
          )}
          <Group grow align="flex-start">
            <Select
              label="Comes back"
              data={[...REPEATS]}
              allowDeselect={false}
              description={`In the time of ${timeZone}`}
              {...form.getInputProps('repeat')}
            />
            {form.values.repeat === 'custom' && (
              <TextInput
                label="Rule"
                description="RRULE of RFC 5545"
                placeholder="FREQ=WEEKLY;BYDAY=MO,FR"
                {...form.getInputProps('rule')}
              />
            )}
          </Group>
          <Group grow align="flex-start">
            <NumberInput
              label="Priority"
              description="A higher one covers a lower one"
              min={-1000}
              max={1000}
              allowDecimal={false}
              {...form.getInputProps('priority')}
            />
            <TextInput
              label="For viewers with"
              description="Empty: for everybody"
              placeholder="lang=fr"
              {...form.getInputProps('when')}
            />
          </Group>
          <Group justify="space-between">
            {entry === null ? (
              <span />
            ) : (
              <Button
                color="red"
                variant="light"
                leftSection={<IconTrash size={16} />}
                onClick={() => onEdit({ kind: 'remove', entryId: entry.id })}
              >
                Take it out
              </Button>
            )}
            <Button type="submit">Go on</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
