import type { EntryInput, EntryView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';

/** What it takes to reach the server and the grid: less would cut off the beginning. */
const LEAD_MS = 1000;
const HIGHEST_PRIORITY = 1000;

/** What is to be on air at once, over whatever is scheduled. */
export interface TakeOver {
  readonly sequenceId: string;
  /** Null: once through. */
  readonly lengthMs: Millis | null;
}

/** The entry that plays it from now on, above every other one that is on air meanwhile, and gives way at its end. */
export function takeOverEntry(
  { sequenceId, lengthMs }: TakeOver,
  nowMs: Millis,
  meanwhile: readonly EntryView[],
): EntryInput {
  const startsAt = Math.ceil(nowMs + LEAD_MS);
  const priorities = meanwhile.filter(({ occurrences }) => occurrences?.length !== 0).map(({ priority }) => priority);
  return {
    ...{ sequenceId, startsAt },
    ...(lengthMs === null ? { endsAt: null, loop: false } : { endsAt: startsAt + lengthMs, loop: true }),
    priority: Math.min(HIGHEST_PRIORITY, Math.max(0, ...priorities) + 1),
  };
}

/** The entry that covers the programme right now, and until when. A programme that comes back is no such thing. */
export function takeOverOnAir(
  entries: readonly EntryView[],
  nowMs: Millis,
): { entry: EntryView; endsAt: Millis } | null {
  const covering = entries.flatMap((entry) =>
    (entry.occurrences ?? [])
      .filter(({ startsAt, endsAt }) => startsAt <= nowMs && endsAt !== null && nowMs < endsAt)
      .map(({ endsAt }) => ({ entry, endsAt: endsAt! })),
  );
  const [highest] = covering
    .filter(({ entry }) => entry.priority > 0 && entry.repeat === null)
    .sort((a, b) => b.entry.priority - a.entry.priority);
  return highest ?? null;
}
