import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Millis } from '../../../shared/units.js';
import { api } from './api-client.js';
import type { Asking } from './asking.js';

/** Of a list of the API; the next one is asked for with the cursor. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface ListQuestion extends Asking {
  readonly queryKey: readonly unknown[];
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | undefined>>;
  readonly staleTime?: Millis;
}

/** A list of the API, page by page. */
export function usePages<Item>({ queryKey, path, query, ...options }: ListQuestion) {
  return useInfiniteQuery({
    ...options,
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      api<Page<Item>>(path, { query: { ...query, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** As {@link usePages}, one page after the other until all of it is here. What is here so far is told meanwhile. */
export function useAllPages<Item>(question: ListQuestion) {
  const { data, isPending, isSuccess, isFetching, isFetchNextPageError, hasNextPage, fetchNextPage, error } =
    usePages<Item>(question);
  // A page that could not be had, in spite of every try, is asked for again with the rest of the list.
  const isWanted = hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (isWanted) void fetchNextPage();
  }, [isWanted, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return { items, isPending, isComplete: isSuccess && !hasNextPage, error };
}
