import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { Schedule, type ScheduleEventData, type ScheduleViewLevel } from '@mantine/schedule';
import '@mantine/schedule/styles.css';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ChannelView } from '../../../shared/api/channels.js';
import { ErrorAlert } from '../error-alert.js';
import { narrowMonth, useSpokenDays } from './calendar-access.js';
import { calendarEvents, type OccurrencePayload } from './calendar-events.js';
import { ConfirmEdit } from './confirm-edit.js';
import { type EntryDraft, EntryModal } from './entry-modal.js';
import { type ScheduleEdit, useAllSequences, useSchedule } from './schedule-queries.js';
import { instantOf, localTimeZone, wallTime } from './wall-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A view shows at most so many days around the chosen one. */
const DAYS_AROUND = { day: 2, week: 8, month: 45, year: 370 } satisfies Record<ScheduleViewLevel, number>;
const ZONES = Intl.supportedValuesOf('timeZone');

type Event = ScheduleEventData<OccurrencePayload>;

/** What is on a channel, and when: placed and moved by hand. */
export function ScheduleTab({ channel }: { readonly channel: ChannelView }) {
  const [timeZone, setTimeZone] = useState(localTimeZone);
  const [day, setDay] = useState(() => wallTime(Date.now(), timeZone).slice(0, 10));
  const [view, setView] = useState<ScheduleViewLevel>('week');
  const [draft, setDraft] = useState<EntryDraft | null>(null);
  const [edit, setEdit] = useState<ScheduleEdit | null>(null);
  const calendar = useSpokenDays();
  const sequences = useAllSequences();
  const names = useMemo(() => new Map(sequences.map(({ id, name }) => [id, name])), [sequences]);
  const nameOf = (id: string) => names.get(id) ?? '…';
  const middleMs = instantOf(`${day.slice(0, 10)} 12:00:00`, timeZone);
  const range = { from: middleMs - DAYS_AROUND[view] * DAY_MS, to: middleMs + DAYS_AROUND[view] * DAY_MS };
  const { data, error } = useSchedule(channel.slug, range.from, range.to);
  const events = data === undefined ? [] : calendarEvents(data, nameOf, range, timeZone);
  // What is on now is what one looks for first.
  const startScrollTime = `${wallTime(Date.now() - HOUR_MS, timeZone).slice(11, 13)}:00:00`;
  const place = (start: string, end: string | null) =>
    setDraft({
      kind: 'new',
      startsAt: instantOf(start, timeZone),
      endsAt: end === null ? null : instantOf(end, timeZone),
    });
  /** An occurrence of a repeating entry is moved with all of them: by as much as it was. */
  const move = ({ event, newStart, newEnd }: { event: ScheduleEventData; newStart: string; newEnd: string }) => {
    const { entry, startsAt, endsAt } = (event as Event).payload!;
    const byMs = instantOf(newStart, timeZone) - startsAt;
    const lengthMs = instantOf(newEnd, timeZone) - instantOf(newStart, timeZone);
    const isResized = endsAt === null || lengthMs !== endsAt - startsAt;
    const newStartsAt = entry.startsAt + byMs;
    setEdit({
      kind: 'edit',
      entryId: entry.id,
      edit: {
        startsAt: newStartsAt,
        ...((isResized || entry.endsAt !== null) && { endsAt: newStartsAt + lengthMs }),
      },
    });
  };
  return (
    <Stack>
      <Group justify="space-between" align="flex-end">
        <Select
          label="Time zone"
          data={[...(ZONES.includes('UTC') ? [] : ['UTC']), ...ZONES]}
          searchable
          allowDeselect={false}
          value={timeZone}
          onChange={(zone) => zone !== null && setTimeZone(zone)}
          w={240}
        />
        <Button
          leftSection={<IconPlus size={16} />}
          disabled={sequences.length === 0}
          onClick={() => place(wallTime(Math.ceil(Date.now() / 60_000) * 60_000, timeZone), null)}
        >
          Put on air
        </Button>
      </Group>
      <ErrorAlert error={error} />
      {sequences.length === 0 && (
        <Text c="dimmed">
          There is nothing to schedule yet: <Link href="/sequences/new">make a sequence</Link> first.
        </Text>
      )}
      {data?.truncated && <Alert color="yellow">Not everything fits on this page: look at a shorter time.</Alert>}
      <Text size="sm" c="dimmed">
        What is not covered here is filled with {data?.fillerMediaId ? 'the channel’s filler' : 'the slate'}.
      </Text>
      <Schedule
        ref={calendar}
        date={day}
        onDateChange={setDay}
        view={view}
        onViewChange={setView}
        events={events}
        layout="responsive"
        withEventsDragAndDrop
        withEventResize
        withDragSlotSelect
        withInteractiveBackgroundEvents
        onEventDrop={move}
        onEventResize={move}
        onTimeSlotClick={({ slotStart }) => place(slotStart, null)}
        onSlotDragEnd={(start, end) => place(start, end)}
        onEventClick={(event) => setDraft({ kind: 'known', entry: (event as Event).payload!.entry })}
        weekViewProps={{ withCurrentTimeIndicator: true, startScrollTime }}
        mobileMonthViewProps={narrowMonth}
        dayViewProps={{ withCurrentTimeIndicator: true, startScrollTime }}
      />
      {draft !== null && (
        <EntryModal
          draft={draft}
          sequences={sequences}
          timeZone={timeZone}
          onEdit={setEdit}
          onClose={() => setDraft(null)}
        />
      )}
      {edit !== null && (
        <ConfirmEdit
          slug={channel.slug}
          edit={edit}
          timeZone={timeZone}
          nameOf={nameOf}
          onClose={(done) => {
            setEdit(null);
            if (done) setDraft(null);
          }}
        />
      )}
    </Stack>
  );
}
