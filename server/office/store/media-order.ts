import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { MediaOrder } from '../../../shared/api/media.js';
import type { MediaEntry } from './media-entry.js';
import { searchable } from './searchable.js';

/** The place behind the last media of a page: what the page is ordered by, then the id. */
export interface MediaMark {
  readonly key: string | number;
  readonly id: string;
}

interface Ordering {
  readonly column: 'created_at_ms' | 'search_text' | 'frames';
  readonly direction: 'asc' | 'desc';
  keyOf(entry: MediaEntry): string | number;
}

const ORDERINGS: Readonly<Record<MediaOrder, Ordering>> = {
  newest: { column: 'created_at_ms', direction: 'desc', keyOf: ({ createdAtMs }) => createdAtMs },
  // Whatever its case and accents.
  title: {
    column: 'search_text',
    direction: 'asc',
    keyOf: ({ title, source }) => searchText(title, source?.filename ?? null),
  },
  longest: { column: 'frames', direction: 'desc', keyOf: ({ state }) => (state.status === 'ready' ? state.frames : 0) },
};

export function orderingOf(order: MediaOrder): Ordering {
  return ORDERINGS[order];
}

export function markAt(order: MediaOrder, entry: MediaEntry): MediaMark {
  return { key: ORDERINGS[order].keyOf(entry), id: entry.id };
}

/** What lies behind a mark: a comparison of rows, which an index can serve. */
export function behind(order: MediaOrder, { key, id }: MediaMark): RawBuilder<boolean> {
  const { column, direction } = ORDERINGS[order];
  const place = sql`(${sql.ref(column)}, id)`;
  return direction === 'asc' ? sql<boolean>`${place} > (${key}, ${id})` : sql<boolean>`${place} < (${key}, ${id})`;
}

/** What a media is found and ordered by. */
export function searchText(title: string, filename: string | null): string {
  return searchable(filename === null ? title : `${title}\n${filename}`);
}
