import type { EntryInput, EntryView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';
import { priorityAbove } from '../schedule/priority-over.js';

/** What it takes to reach the server and the grid: less would cut off the beginning. */
const LEAD_MS = 1000;
const HOUR_MS = 3_600_000;

/** What is to be on air at once, over whatever is scheduled. */
export interface TakeOver {
  /** Null for the slate. */
  readonly sequenceId: string | null;
  readonly end: TakeOverEnd;
}

/** When what is scheduled goes on. */
export type TakeOverEnd =
  | { readonly kind: 'once-through' }
  | { readonly kind: 'after'; readonly lengthMs: Millis }
  | { readonly kind: 'at'; readonly atMs: Millis }
  | { readonly kind: 'taken-back' };

/** The entry that plays it from now on, above every other one that is on air meanwhile, and gives way at its end. */
export function takeOverEntry(
  { sequenceId, end }: TakeOver,
  nowMs: Millis,
  meanwhile: readonly EntryView[],
): EntryInput {
  const startsAt = Math.ceil(nowMs + LEAD_MS);
  return {
    ...{ sequenceId, startsAt, endsAt: endOf(end, startsAt), loop: end.kind !== 'once-through' },
    priority: Math.max(1, priorityAbove(meanwhile)),
  };
}

function endOf(end: TakeOverEnd, startsAt: Millis): Millis | null {
  switch (end.kind) {
    case 'after':
      return startsAt + end.lengthMs;
    case 'at':
      return end.atMs;
    case 'once-through':
    case 'taken-back':
      return null;
  }
}

/** Until when other entries may be on air meanwhile: as far as can be asked for where there is no end. */
export function lookAheadUntil(end: TakeOverEnd, nowMs: Millis): Millis {
  switch (end.kind) {
    case 'after':
      return nowMs + LEAD_MS + end.lengthMs;
    case 'at':
      return end.atMs;
    case 'once-through':
      return nowMs + 3 * HOUR_MS;
    case 'taken-back':
      return nowMs + 400 * 24 * HOUR_MS;
  }
}

/**
 * The entry that covers the programme right now, and until when. A programme that comes back, or has no end, is no such
 * thing; only the slate may be on until somebody takes it back.
 */
export function takeOverOnAir(
  entries: readonly EntryView[],
  nowMs: Millis,
): { entry: EntryView; endsAt: Millis | null } | null {
  const covering = entries
    .filter(({ priority, repeat }) => priority > 0 && repeat === null)
    .flatMap((entry) => onAirAt(entry, nowMs).map(({ endsAt }) => ({ entry, endsAt })))
    .filter(({ entry, endsAt }) => endsAt !== null || entry.sequenceId === null);
  const [highest] = covering.sort((a, b) => b.entry.priority - a.entry.priority);
  return highest ?? null;
}

function onAirAt({ occurrences = [] }: EntryView, nowMs: Millis) {
  return occurrences.filter(({ startsAt, endsAt }) => startsAt <= nowMs && (endsAt === null || nowMs < endsAt));
}
