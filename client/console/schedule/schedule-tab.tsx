import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { ChannelView } from '../../../shared/api/channels.js';
import type { Millis } from '../../../shared/units.js';
import { ErrorAlert } from '../error-alert.js';
import { useAllSequences } from '../sequences/sequence-queries.js';
import { TextLink } from '../text-link.js';
import { Calendar, type CalendarView } from './calendar.js';
import { calendarEvents } from './calendar-events.js';
import { ConfirmEdit } from './confirm-edit.js';
import { useContentNames } from './content-name.js';
import { type Dragged, type DraggedEdit, movedEntry, resizedEntry } from './dragged-edit.js';
import type { EntryDraft } from './entry-form.js';
import { EntryModal } from './entry-modal.js';
import { type ScheduleEdit, useSchedule } from './schedule-queries.js';
import { instantOf, localTimeZone, wallTime } from './wall-clock.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A view shows at most so many days before and after the middle of the chosen one. */
const DAYS_AROUND: Record<CalendarView, number> = { day: 1, week: 7, month: 45 };
/** Where a week has no room for words. */
const NARROW = '(max-width: 48em)';
const ZONES = Intl.supportedValuesOf('timeZone');

interface Props {
  readonly channel: ChannelView;
  /** The server's time. */
  readonly nowMs: () => Millis;
}

/** What is on a channel, and when: placed and moved by hand. */
export function ScheduleTab({ channel, nowMs }: Props) {
  const [timeZone, setTimeZone] = useState(localTimeZone);
  const [day, setDay] = useState(() => dayIn(timeZone, nowMs()));
  const [view, setView] = useState<CalendarView>(() => (window.matchMedia(NARROW).matches ? 'day' : 'week'));
  const [draft, setDraft] = useState<EntryDraft | null>(null);
  const [edit, setEdit] = useState<ScheduleEdit | null>(null);
  const { sequences, isPending } = useAllSequences();
  const nameOf = useContentNames();
  const middleMs = instantOf(`${day} 12:00:00`, timeZone);
  const [from, to] = [middleMs - DAYS_AROUND[view] * DAY_MS, middleMs + DAYS_AROUND[view] * DAY_MS];
  const { data, error } = useSchedule(channel.slug, from, to);
  // A week may hold a thousand events: no dialog over them draws them again, and nothing waits for them to be drawn.
  const calendar = useMemo(() => {
    const drag = (editOf: (dragged: Dragged, timeZone: string) => DraggedEdit) => (dragged: Dragged) => {
      const outcome = editOf(dragged, timeZone);
      if ('refusal' in outcome) showRefusal(outcome.refusal);
      else setEdit({ kind: 'edit', entryId: dragged.event.payload!.entry.id, edit: outcome.edit });
    };
    return (
      <Calendar
        events={data === undefined ? [] : calendarEvents(data, nameOf, { from, to }, timeZone)}
        timeZone={timeZone}
        nowMs={nowMs}
        view={view}
        onViewChange={setView}
        day={day}
        onDayChange={setDay}
        onPlace={(start, end) => {
          const endsAt = end === null ? null : instantOf(end, timeZone);
          setDraft({ kind: 'new', startsAt: instantOf(start, timeZone), endsAt });
        }}
        onMove={drag(movedEntry)}
        onResize={drag(resizedEntry)}
        onOpen={(entry) => setDraft({ kind: 'known', entry })}
      >
        <Text size="sm" c="dimmed">
          Where nothing is scheduled, hatched here, viewers see{' '}
          {data?.fillerMediaId ? 'the channel’s filler' : 'the slate'}.
        </Text>
      </Calendar>
    );
  }, [data, nameOf, from, to, timeZone, nowMs, view, day]);
  const shownCalendar = useDeferredValue(calendar);
  const changeZone = (zone: string) => {
    setTimeZone(zone);
    if (day === dayIn(timeZone, nowMs())) setDay(dayIn(zone, nowMs()));
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
          onChange={(zone) => zone !== null && changeZone(zone)}
          w={240}
        />
        <Button
          leftSection={<IconPlus size={16} />}
          disabled={sequences.length === 0}
          onClick={() => {
            const startsAt = Math.ceil(nowMs() / MINUTE_MS) * MINUTE_MS;
            setDraft({ kind: 'new', startsAt, endsAt: null });
          }}
        >
          Put on air
        </Button>
      </Group>
      <ErrorAlert error={error} />
      {!isPending && sequences.length === 0 && (
        <Text c="dimmed">
          There is nothing to schedule yet: <TextLink href="/sequences/new">make a sequence</TextLink> first.
        </Text>
      )}
      {data?.truncated && <Alert color="yellow">Not everything fits on this page: look at a shorter time.</Alert>}
      {shownCalendar}
      {draft !== null && (
        <EntryModal
          slug={channel.slug}
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
          onClose={(done) => {
            setEdit(null);
            if (done) setDraft(null);
          }}
        />
      )}
    </Stack>
  );
}

function showRefusal(message: string): void {
  notifications.show({ id: 'not-dragged', color: 'yellow', title: 'It stays where it is', message, autoClose: 10_000 });
}

function dayIn(timeZone: string, atMs: Millis): string {
  return wallTime(atMs, timeZone).slice(0, 10);
}
