import { useMutation, useQuery } from '@tanstack/react-query';
import type { SequenceInput, SequenceView } from '../../../shared/api/sequences.js';
import { api, askApi } from '../api/api-client.js';
import type { Asking } from '../api/asking.js';
import { type ListQuestion, useAllPages, usePages } from '../api/pages.js';
import { queryClient } from '../api/query-client.js';

const SEQUENCES_KEY = ['sequences'] as const;
const PAGE_SIZE = 50;

/** Newest first, page by page. */
export function useSequenceList(options: Asking = {}) {
  return usePages<SequenceView>({ ...options, ...listed('list') });
}

/** Every one. */
export function useAllSequences() {
  const { items: sequences, isPending } = useAllPages<SequenceView>(listed('all'));
  return { sequences, isPending };
}

function listed(list: 'list' | 'all'): ListQuestion {
  return { queryKey: [...SEQUENCES_KEY, list], path: '/sequences', query: { limit: PAGE_SIZE } };
}

/** A sequence with the ETag that an edit of it is made from. */
export interface LoadedSequence {
  readonly sequence: SequenceView;
  readonly etag: string | null;
}

/** As it is when an editor opens, and the same for as long as that is open: nothing may change under the hands of a host. */
export function useSequence(id: string | undefined) {
  return useQuery({
    queryKey: [...SEQUENCES_KEY, 'one', id],
    queryFn: ({ signal }) => loadSequence(id!, signal),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export async function loadSequence(id: string, signal?: AbortSignal): Promise<LoadedSequence> {
  const { body, etag } = await askApi<SequenceView>(`/sequences/${id}`, { signal });
  return { sequence: body, etag };
}

export interface SequenceSave {
  /** Undefined for a new one. */
  readonly id: string | undefined;
  readonly input: SequenceInput;
  /** Undefined: whatever was saved meanwhile is replaced. */
  readonly etag: string | undefined;
  readonly force?: boolean;
}

/** Tells what stands in the way where it is saved. */
export function useSaveSequence() {
  return useMutation({
    mutationFn: async ({ id, input, etag, force }: SequenceSave): Promise<LoadedSequence> => {
      const { body, etag: saved } =
        id === undefined
          ? await askApi<SequenceView>('/sequences', { method: 'POST', body: input })
          : await askApi<SequenceView>(`/sequences/${id}`, {
              method: 'PATCH',
              body: input,
              ifMatch: etag,
              query: { force },
            });
      return { sequence: body, etag: saved };
    },
    onSuccess: refreshLists,
    meta: { quiet: true },
  });
}

export function useDeleteSequence() {
  return useMutation({
    mutationFn: (id: string) => api(`/sequences/${id}`, { method: 'DELETE' }),
    onSuccess: refreshLists,
  });
}

async function refreshLists(): Promise<void> {
  const lists = ['list', 'all'].map((list) => queryClient.invalidateQueries({ queryKey: [...SEQUENCES_KEY, list] }));
  await Promise.all(lists);
}
