import type { ScheduleEventData } from '@mantine/schedule';
import type { EntryView, ScheduleView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';
import { conditionText } from '../sequences/condition-text.js';
import type { NameOf } from './content-name.js';
import { repeatWords } from './repeat-words.js';
import { instantOf, wallTime } from './wall-clock.js';

/** What a calendar event says of the entry it is an occurrence of. */
export interface OccurrencePayload extends Record<string, unknown> {
  readonly entry: EntryView;
  /** When the event begins: the occurrence itself, or the day it goes on in. */
  readonly from: Millis;
  readonly lengthMs: Millis;
  /** The event is all of the occurrence. */
  readonly isWhole: boolean;
}

export type OccurrenceEvent = ScheduleEventData<OccurrencePayload>;

const DAY_MS = 86_400_000;
/** A second later, calendars take a whole day for a date, and show it with no time. */
const END_OF_DAY = '23:59:58';

/**
 * Every occurrence as a calendar shows it, in the wall-clock time of a zone, with an event for each day it is on air. What
 * lasts a day and longer, such as a programme that loops for ever, lies behind the rest.
 */
export function calendarEvents(
  schedule: ScheduleView,
  nameOf: NameOf,
  range: { readonly from: Millis; readonly to: Millis },
  timeZone: string,
): OccurrenceEvent[] {
  return schedule.entries.flatMap((entry) => {
    const title = titleOf(entry, nameOf(entry.sequenceId));
    const look = { title, color: colorOf(entry), variant: 'light' } as const;
    return (entry.occurrences ?? []).flatMap(({ startsAt, endsAt }) => {
      const isLong = endsAt === null || endsAt - startsAt >= DAY_MS;
      const shownTo = Math.min(endsAt ?? range.to, range.to);
      const days = dayPieces(Math.max(startsAt, range.from), shownTo, timeZone);
      return days.map(({ from, to, start, end }): OccurrenceEvent => {
        const isWhole = from === startsAt && to === endsAt;
        const place = { start, end, display: isLong ? 'background' : 'default' } as const;
        return { ...look, ...place, id: `${entry.id}@${from}`, payload: { entry, from, lengthMs: to - from, isWhole } };
      });
    });
  });
}

interface DayPiece {
  readonly from: Millis;
  readonly to: Millis;
  readonly start: string;
  readonly end: string;
}

/** A time, cut at every midnight: calendars show what goes on past one in no hour of any day. */
function dayPieces(from: Millis, to: Millis, timeZone: string): DayPiece[] {
  const pieces: DayPiece[] = [];
  const end = wallTime(to, timeZone);
  for (let at = from; at < to; ) {
    const start = wallTime(at, timeZone);
    if (dayOf(start) === dayOf(end)) {
      pieces.push({ from: at, to, start, end });
      break;
    }
    const midnight = instantOf(`${dayAfter(start)} 00:00:00`, timeZone);
    pieces.push({ from: at, to: midnight, start, end: `${dayOf(start)} ${END_OF_DAY}` });
    at = midnight;
  }
  return pieces;
}

function dayOf(wall: string): string {
  return wall.slice(0, 10);
}

function dayAfter(wall: string): string {
  return new Date(Date.parse(dayOf(wall)) + DAY_MS).toISOString().slice(0, 10);
}

function colorOf({ sequenceId, priority }: EntryView): string {
  if (sequenceId === null) return 'gray';
  return priority > 0 ? 'grape' : 'mint';
}

function titleOf({ sequenceId, loop, repeat, priority, when }: EntryView, name: string): string {
  const marks = [
    loop && sequenceId !== null && 'looping',
    repeat !== null && repeatWords(repeat),
    priority !== 0 && `priority ${priority}`,
    conditionText(when),
  ].filter(Boolean);
  return marks.length === 0 ? name : `${name} (${marks.join(', ')})`;
}
