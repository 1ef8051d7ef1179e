import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { MediaView } from '../../../shared/api/media.js';
import { api } from '../api/api-client.js';
import { CATALOGUE_KEY, type MediaPage } from './media-queries.js';

const LARGEST_PAGE = 200;

/** Everything that is ready for air, newest first: page after page, until all of it is here. */
export function useMediaCatalogue() {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, error } = useInfiniteQuery({
    queryKey: CATALOGUE_KEY,
    queryFn: ({ pageParam, signal }) =>
      api<MediaPage>('/media', {
        query: { limit: LARGEST_PAGE, status: 'ready', cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 30_000,
  });
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return useMemo(() => {
    const media: readonly MediaView[] = data?.pages.flatMap(({ items }) => items) ?? [];
    return { media, byId: new Map(media.map((one) => [one.id, one])), isPending, isComplete: !hasNextPage, error };
  }, [data, hasNextPage, isPending, error]);
}
