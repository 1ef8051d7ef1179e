import { Button, Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { MediaCard } from './media-card.js';
import { type MediaFilter, useMediaList } from './media-queries.js';

const SEARCH_AFTER_MS = 250;
const STATES = [
  { value: '', label: 'All' },
  { value: 'ready', label: 'Ready' },
  { value: 'processing', label: 'In preparation' },
  { value: 'failed', label: 'Failed' },
];

/** Every media of this server, and how its preparation goes. */
export default function LibraryPage() {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), SEARCH_AFTER_MS);
  const [status, setStatus] = useState('');
  const list = useMediaList({ search, status: (status || undefined) as MediaFilter['status'] });
  const media = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack>
      <Title order={1} size="h2">
        Library
      </Title>
      <Group>
        <TextInput
          type="search"
          aria-label="Search the library"
          placeholder="Title or file name"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl data={STATES} value={status} onChange={setStatus} aria-label="State" />
      </Group>
      {list.isSuccess && media.length === 0 && <Text c="dimmed">{emptyText(search !== '' || status !== '')}</Text>}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 5 }} role="list" aria-busy={list.isPending}>
        {media.map((one) => (
          <MediaCard key={one.id} media={one} />
        ))}
      </SimpleGrid>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          Show more
        </Button>
      )}
    </Stack>
  );
}

function emptyText(isFiltered: boolean): string {
  return isFiltered
    ? 'Nothing matches: change what you look for.'
    : 'There is nothing here yet: drop video files on this page, of any kind you have.';
}
