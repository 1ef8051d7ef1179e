import type { EntryView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';

const HIGHEST_PRIORITY = 1000;

/** The priority that covers whatever else is on air in [from, to); that of the plain programme where nothing is. */
export function priorityOver(entries: readonly EntryView[], from: Millis, to: Millis): number {
  const covered = entries.filter(({ occurrences = [] }) =>
    occurrences.some(({ startsAt, endsAt }) => startsAt < to && (endsAt === null || from < endsAt)),
  );
  if (covered.length === 0) return 0;
  return Math.min(HIGHEST_PRIORITY, Math.max(...covered.map(({ priority }) => priority)) + 1);
}
