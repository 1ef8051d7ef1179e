import { useMutation, useQuery } from '@tanstack/react-query';
import type { MediaOrder, MediaView } from '../../../shared/api/media.js';
import { api } from '../api/api-client.js';
import type { Asking } from '../api/asking.js';
import { usePages } from '../api/pages.js';
import { queryClient } from '../api/query-client.js';

export const MEDIA_KEY = ['media'] as const;
export const MEDIA_LIST_KEY = [...MEDIA_KEY, 'list'] as const;
export const CATALOGUE_KEY = [...MEDIA_KEY, 'catalogue'] as const;
const PAGE_SIZE = 100;

export interface MediaFilter {
  readonly search: string;
  readonly status: MediaView['status'] | undefined;
  readonly sort: MediaOrder;
}

/** The library, page by page. */
export function useMediaList({ search, status, sort }: MediaFilter, options: Asking = {}) {
  return usePages<MediaView>({
    ...options,
    ...{ queryKey: [...MEDIA_LIST_KEY, { search, status, sort }], path: '/media' },
    query: { limit: PAGE_SIZE, search: search || undefined, status, sort },
  });
}

/** One media; kept up to date by what the server tells. */
export function useMedia(id: string) {
  return useQuery({
    queryKey: [...MEDIA_KEY, 'one', id],
    queryFn: ({ signal }) => api<MediaView>(`/media/${id}`, { signal }),
  });
}

export function useRenameMedia() {
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) =>
      api<MediaView>(`/media/${id}`, { method: 'PATCH', body: { title } }),
    onSuccess: keep,
  });
}

/** Says itself what stands in the way. */
export function useDeleteMedia() {
  return useMutation({
    mutationFn: (id: string) => api(`/media/${id}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: MEDIA_LIST_KEY }),
    meta: { quiet: true },
  });
}

export function usePreparationStep(step: 'cancel' | 'retry') {
  return useMutation({
    mutationFn: (id: string) => api<MediaView>(`/media/${id}/${step}`, { method: 'POST' }),
    onSuccess: keep,
  });
}

function keep(media: MediaView): Promise<void> {
  queryClient.setQueryData([...MEDIA_KEY, 'one', media.id], media);
  return queryClient.invalidateQueries({ queryKey: MEDIA_LIST_KEY });
}
