import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { MediaView } from '../../../shared/api/media.js';
import type { Page } from '../api/pages.js';
import { CATALOGUE_KEY, MEDIA_KEY, MEDIA_LIST_KEY } from '../library/media-queries.js';
import type { HostSocket } from './host-line.js';

type Pages = InfiniteData<Page<MediaView>, string | null>;

/** Media that is new, changed or gone, in every list that has been asked for. */
export function followMedia(socket: Pick<HostSocket, 'on'>, queries: QueryClient): void {
  socket.on('media', (media) => {
    queries.setQueryData([...MEDIA_KEY, 'one', media.id], media);
    // New ones have a place in each list that only the server knows.
    if (!replace(queries, MEDIA_LIST_KEY, media)) void queries.invalidateQueries({ queryKey: MEDIA_LIST_KEY });
    if (!replace(queries, CATALOGUE_KEY, media) && media.status === 'ready') {
      void queries.invalidateQueries({ queryKey: CATALOGUE_KEY });
    }
  });
  socket.on('media-removed', ({ id }) => {
    for (const queryKey of [MEDIA_LIST_KEY, CATALOGUE_KEY]) {
      queries.setQueriesData<Pages>({ queryKey }, (pages) => pages && withoutMedia(pages, id));
    }
    queries.removeQueries({ queryKey: [...MEDIA_KEY, 'one', id] });
  });
}

/** @returns whether any of the lists has it */
function replace(queries: QueryClient, queryKey: readonly string[], media: MediaView): boolean {
  let isListed = false;
  queries.setQueriesData<Pages>({ queryKey }, (pages) => {
    if (!pages?.pages.some(({ items }) => items.some(({ id }) => id === media.id))) return pages;
    isListed = true;
    return mapItems(pages, (items) => items.map((known) => (known.id === media.id ? media : known)));
  });
  return isListed;
}

function withoutMedia(pages: Pages, id: string): Pages {
  return mapItems(pages, (items) => items.filter((known) => known.id !== id));
}

function mapItems(pages: Pages, change: (items: readonly MediaView[]) => readonly MediaView[]): Pages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: change(page.items) })) };
}
