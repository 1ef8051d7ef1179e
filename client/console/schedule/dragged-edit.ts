import type { EntryEdit } from '../../../shared/api/schedule.js';
import type { OccurrenceEvent } from './calendar-events.js';
import { instantOf } from './wall-clock.js';

/** Where an event of the calendar has been dragged to, in the wall-clock time of the calendar. */
export interface Dragged {
  readonly event: OccurrenceEvent;
  readonly newStart: string;
  readonly newEnd: string;
}

/** All occurrences of a repeating entry go with the one that was moved: by as much. */
export function movedEntry({ event, newStart }: Dragged, timeZone: string): EntryEdit {
  const { entry, from } = event.payload!;
  const byMs = instantOf(newStart, timeZone) - from;
  return { startsAt: entry.startsAt + byMs, ...(entry.endsAt !== null && { endsAt: entry.endsAt + byMs }) };
}

/** Only the edge that was dragged: calendars round the other one. It has an end from then on. */
export function resizedEntry({ event, newStart, newEnd }: Dragged, timeZone: string): EntryEdit {
  const { entry, from } = event.payload!;
  const earlierMs = entry.startsAt - from;
  if (newStart !== event.start) return { startsAt: instantOf(newStart, timeZone) + earlierMs };
  return { endsAt: instantOf(newEnd, timeZone) + earlierMs };
}
