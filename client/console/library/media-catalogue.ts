import { useMemo } from 'react';
import type { MediaView } from '../../../shared/api/media.js';
import { useAllPages } from '../api/pages.js';
import { CATALOGUE_KEY } from './media-queries.js';

const LARGEST_PAGE = 200;

/** Everything that is ready for air, newest first. */
export function useMediaCatalogue() {
  const {
    items: media,
    isComplete,
    error,
  } = useAllPages<MediaView>({
    ...{ queryKey: CATALOGUE_KEY, path: '/media' },
    query: { limit: LARGEST_PAGE, status: 'ready' },
    // The server tells what changes in it.
    staleTime: 30_000,
  });
  const byId = useMemo(() => new Map(media.map((one) => [one.id, one])), [media]);
  return { media, byId, isComplete, error };
}
