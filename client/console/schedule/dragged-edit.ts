import type { EntryEdit, EntryView } from '../../../shared/api/schedule.js';
import { LocalClock } from '../../../shared/timeline/local-time.js';
import type { Millis } from '../../../shared/units.js';
import type { OccurrenceEvent } from './calendar-events.js';
import { movedRule } from './moved-rule.js';
import { instantOf } from './wall-clock.js';

/** Where an event of the calendar has been dragged to, in the wall-clock time of the calendar. */
export interface Dragged {
  readonly event: OccurrenceEvent;
  readonly newStart: string;
  readonly newEnd: string;
}

/** What dragging comes to, or why it comes to nothing. */
export type DraggedEdit = { readonly edit: EntryEdit } | { readonly refusal: string };

const NO_SUCH_RULE = 'It comes back by a rule that cannot be moved there as a whole: open it, and change the rule.';
const NO_SUCH_TIME = 'On its first day there is no such time, because the clocks go forward: choose another time.';

/** All occurrences of a repeating entry go with the one that was moved: by as much, by the clock that it repeats by. */
export function movedEntry({ event, newStart }: Dragged, timeZone: string): DraggedEdit {
  const { entry, from } = event.payload!;
  const moved = withStartMoved(entry, from, instantOf(newStart, timeZone));
  if ('refusal' in moved || entry.endsAt === null) return moved;
  return { edit: { ...moved.edit, endsAt: moved.edit.startsAt + entry.endsAt - entry.startsAt } };
}

/** Only the edge that was dragged: calendars round the other one. It has an end from then on. */
export function resizedEntry({ event, newStart, newEnd }: Dragged, timeZone: string): DraggedEdit {
  const { entry, from } = event.payload!;
  if (newStart !== event.start) return withStartMoved(entry, from, instantOf(newStart, timeZone));
  return { edit: { endsAt: instantOf(newEnd, timeZone) + entry.startsAt - from } };
}

function withStartMoved(
  { startsAt, repeat, timeZone }: EntryView,
  from: Millis,
  to: Millis,
): { readonly edit: EntryEdit & { readonly startsAt: Millis } } | { readonly refusal: string } {
  // Calendars know whole seconds: an entry keeps its part of one.
  const fromSecond = Math.floor(from / 1000) * 1000;
  if (repeat === null) return { edit: { startsAt: startsAt + to - fromSecond } };
  const clock = LocalClock.in(timeZone ?? 'UTC');
  const byMs = clock.localTimeAt(to) - clock.localTimeAt(fromSecond);
  const startLocal = clock.localTimeAt(startsAt);
  const moved = clock.instantOf(startLocal + byMs);
  if (moved === undefined) return { refusal: NO_SUCH_TIME };
  const rule = movedRule(repeat, startLocal, byMs);
  if (rule === null) return { refusal: NO_SUCH_RULE };
  const until = rule.replace(/(?<=UNTIL=)\w+/, (text) => untilText(movedUntil(untilOf(text), clock, byMs)));
  return { edit: { startsAt: moved, ...(until !== repeat.toUpperCase() && { repeat: until }) } };
}

/** What lies in an hour that is left out is passed over as well as what comes an hour later. */
function movedUntil(until: Millis, clock: LocalClock, byMs: Millis): Millis {
  return clock.instantOf(clock.localTimeAt(until) + byMs) ?? until + byMs;
}

function untilOf(text: string): Millis {
  return Date.parse(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

function untilText(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
