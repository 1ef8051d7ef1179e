import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { MediaView } from '../../../shared/api/media.js';
import { MEDIA_KEY, type MediaPage } from '../library/media-queries.js';
import type { HostSocket } from './host-line.js';

type Pages = InfiniteData<MediaPage, string | null>;

/** Media that is new, changed or gone, in every list that has been asked for. */
export function followMedia(socket: HostSocket, queries: QueryClient): void {
  socket.on('media', (media) => {
    let isListed = false;
    queries.setQueriesData<Pages>({ queryKey: [...MEDIA_KEY, 'list'] }, (pages) => {
      if (pages === undefined) return pages;
      const changed = withMedia(pages, media);
      isListed ||= changed !== pages;
      return changed;
    });
    queries.setQueryData([...MEDIA_KEY, 'one', media.id], media);
    // New ones have a place in each list that only the server knows.
    if (!isListed) void queries.invalidateQueries({ queryKey: [...MEDIA_KEY, 'list'] });
  });
  socket.on('media-removed', ({ id }) => {
    queries.setQueriesData<Pages>({ queryKey: [...MEDIA_KEY, 'list'] }, (pages) => pages && withoutMedia(pages, id));
    queries.removeQueries({ queryKey: [...MEDIA_KEY, 'one', id] });
  });
}

function withMedia(pages: Pages, media: MediaView): Pages {
  if (!pages.pages.some(({ items }) => items.some(({ id }) => id === media.id))) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.map((known) => (known.id === media.id ? media : known)),
    })),
  };
}

function withoutMedia(pages: Pages, id: string): Pages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, items: page.items.filter((known) => known.id !== id) })),
  };
}
