import { useInfiniteQuery } from '@tanstack/react-query';
import type { MediaView } from '../../../shared/api/media.js';
import { api } from '../api/api-client.js';

export const MEDIA_KEY = ['media'] as const;
const PAGE_SIZE = 100;

export interface MediaPage {
  readonly items: readonly MediaView[];
  readonly nextCursor: string | null;
}

export interface MediaFilter {
  readonly search: string;
  readonly status: MediaView['status'] | undefined;
}

/** The library, newest first, page by page. */
export function useMediaList({ search, status }: MediaFilter) {
  return useInfiniteQuery({
    queryKey: [...MEDIA_KEY, 'list', { search, status }],
    queryFn: ({ pageParam, signal }) =>
      api<MediaPage>('/media', {
        query: { limit: PAGE_SIZE, cursor: pageParam ?? undefined, search: search || undefined, status },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
