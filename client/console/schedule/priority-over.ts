import type { EntryView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';

const HIGHEST_PRIORITY = 1000;

/** The lowest priority that covers some entries; that of the plain programme where there are none. */
export function priorityAbove(entries: readonly EntryView[]): number {
  if (entries.length === 0) return 0;
  return Math.min(HIGHEST_PRIORITY, Math.max(...entries.map(({ priority }) => priority)) + 1);
}

/** The priority that covers whatever else is on air in [from, to); that of the plain programme where nothing is. */
export function priorityOver(entries: readonly EntryView[], from: Millis, to: Millis): number {
  const isOnAir = ({ occurrences = [] }: EntryView) =>
    occurrences.some(({ startsAt, endsAt }) => startsAt < to && (endsAt === null || from < endsAt));
  return priorityAbove(entries.filter(isOnAir));
}
