import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { ErrorAlert } from '../error-alert.js';
import { audienceOf, CONDITION_PROBLEM } from '../sequences/condition-text.js';
import { type EntryDraft, type EntryForm, entryForm, entryInput, repeatZone, SLATE } from './entry-form.js';
import { priorityOver } from './priority-over.js';
import { REPEATS, WEEKDAYS } from './repeat-choice.js';
import { repeatWords } from './repeat-words.js';
import type { ScheduleEdit } from './schedule-queries.js';

interface Props {
  readonly slug: string;
  readonly draft: EntryDraft;
  readonly sequences: readonly SequenceView[];
  readonly timeZone: string;
  readonly onEdit: (edit: ScheduleEdit) => void;
  readonly onClose: () => void;
}

/** When a sequence or the slate is on air, how often, and for whom. */
export function EntryModal({ slug, draft, sequences, timeZone, onEdit, onClose }: Props) {
  const entry = draft.kind === 'known' ? draft.entry : null;
  const form = useForm({
    initialValues: entryForm(draft, sequences, timeZone),
    validate: {
      what: (what) => (what === null ? 'Choose what is on' : null),
      start: (start) => (start === null ? 'Choose when it starts' : null),
      end: (end, { start }) => (end !== null && start !== null && end <= start ? 'It must end after it starts' : null),
      days: (days, { repeat }) => (repeat === 'days' && days.length === 0 ? 'Choose a day' : null),
      rule: (text, { repeat }) => (repeat === 'custom' && text.trim() === '' ? 'Write a rule' : null),
      priority: (priority) => (priority === '' && entry !== null ? 'Write a number' : null),
      when: (text) => (audienceOf(text) === null ? CONDITION_PROBLEM : null),
    },
  });
  const rule = form.values.rule.trim();
  const isSlate = form.values.what === SLATE;
  const prepare = useMutation({
    async mutationFn(values: EntryForm): Promise<ScheduleEdit> {
      const input = entryInput(values, draft, timeZone);
      if (entry !== null) return { kind: 'edit', entryId: entry.id, edit: input };
      const { priority = await priorityOver(slug, input) } = input;
      return { kind: 'add', input: { ...input, priority } };
    },
    onSuccess: onEdit,
    meta: { quiet: true },
  });
  return (
    <Modal opened onClose={onClose} title={entry === null ? 'Put on air' : 'Entry of the schedule'} size="lg">
      <form onSubmit={form.onSubmit((values) => prepare.mutate(values))}>
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
              description={`In the time of ${repeatZone(draft, timeZone)}`}
              {...form.getInputProps('repeat')}
            />
            {form.values.repeat === 'custom' && (
              <TextInput
                label="Rule"
                description={rule === '' ? 'RRULE of RFC 5545' : repeatWords(rule)}
                placeholder="FREQ=WEEKLY;BYDAY=MO,FR"
                {...form.getInputProps('rule')}
              />
            )}
          </Group>
          {form.values.repeat === 'days' && (
            <Checkbox.Group label="On" {...form.getInputProps('days')} value={[...form.values.days]}>
              <Group mt="xs">
                {WEEKDAYS.map(({ value, label }) => (
                  <Checkbox key={value} value={value} label={label} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
          <Group grow align="flex-start">
            <NumberInput
              label="Priority"
              description="A higher one covers a lower one"
              placeholder="On top"
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
          <ErrorAlert error={prepare.error} />
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
            <Button type="submit" loading={prepare.isPending}>
              Go on
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
