import { Button, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMovie, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { MediaOrder } from '../../../shared/api/media.js';
import { EmptyState } from '../empty-state.js';
import { ErrorAlert } from '../error-alert.js';
import { MediaGrid } from './media-grid.js';
import { type MediaFilter, useMediaList } from './media-queries.js';

const SEARCH_AFTER_MS = 250;
const STATES = [
  { value: '', label: 'All' },
  { value: 'ready', label: 'Ready' },
  { value: 'processing', label: 'In preparation' },
  { value: 'failed', label: 'Failed' },
];
const ORDERS: { value: MediaOrder; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'title', label: 'By title' },
  { value: 'longest', label: 'Longest first' },
];

/** The media that a host looks for, in the order they like. */
export function MediaBrowser({ onOpen }: { readonly onOpen: (mediaId: string) => void }) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), SEARCH_AFTER_MS);
  const [status, setStatus] = useState('');
  const [sort, setSort] = useState<MediaOrder>('newest');
  const list = useMediaList({ search, status: (status || undefined) as MediaFilter['status'], sort });
  const media = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = search !== '' || status !== '';
  return (
    <>
      <Group>
        <TextInput
          style={{ flex: '1 1 200px' }}
          maw={360}
          type="search"
          aria-label="Search the library"
          placeholder="Title or file name"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl data={STATES} value={status} onChange={setStatus} aria-label="State" />
        <Select
          aria-label="Order"
          data={ORDERS}
          allowDeselect={false}
          value={sort}
          onChange={(order) => order !== null && setSort(order)}
          w={170}
        />
      </Group>
      {list.isSuccess && media.length === 0 && <Empty isFiltered={isFiltered} />}
      <ErrorAlert error={list.error} />
      <MediaGrid
        media={media}
        isLoading={list.isPending}
        onOpen={onOpen}
        // Whoever comes near the end is given more.
        onNearEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError) void list.fetchNextPage();
        }}
      />
      {list.isFetchNextPageError && (
        <Button variant="default" onClick={() => void list.fetchNextPage()}>
          Show the rest
        </Button>
      )}
    </>
  );
}

function Empty({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Text c="dimmed">Nothing matches: change what you look for.</Text>;
  return (
    <EmptyState icon={IconMovie} title="There is nothing here yet">
      Drop video files on this page, of any kind you have: phone, camera, download. Each is prepared once, and then
      plays next to any other.
    </EmptyState>
  );
}
