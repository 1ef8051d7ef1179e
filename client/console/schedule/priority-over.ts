import type { EntryInput, EntryView } from '../../../shared/api/schedule.js';
import { fetchAllEntries, previewEdit } from './schedule-queries.js';

const HIGHEST_PRIORITY = 1000;

/** The lowest priority that covers some entries; that of the plain programme where there are none. */
export function priorityAbove(entries: readonly Pick<EntryView, 'priority'>[]): number {
  if (entries.length === 0) return 0;
  return Math.min(HIGHEST_PRIORITY, Math.max(...entries.map(({ priority }) => priority)) + 1);
}

/**
 * The lowest priority that lets a new entry cover whatever it meets, each time that it comes back. That is for the server
 * to say: an entry conflicts with those of its own priority that it meets.
 */
export async function priorityOver(slug: string, input: EntryInput): Promise<number> {
  const entries = await fetchAllEntries(slug);
  const highestFirst = [...new Set(entries.map(({ priority }) => priority))].sort((a, b) => b - a);
  for (const priority of highestFirst) {
    const { conflict } = await previewEdit(slug, { kind: 'add', input: { ...input, priority } });
    if (conflict !== null) return priorityAbove([{ priority }]);
  }
  return priorityAbove([]);
}
