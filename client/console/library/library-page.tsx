import { Button, Center, Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMovie, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { DropArea } from './drop-area.js';
import { MediaCard } from './media-card.js';
import { MediaDrawer } from './media-drawer.js';
import { type MediaFilter, useMediaList } from './media-queries.js';
import { UploadButton } from './upload-button.js';
import { UploadList } from './upload-list.js';

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
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useMediaList({ search, status: (status || undefined) as MediaFilter['status'] });
  const media = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = search !== '' || status !== '';
  return (
    <DropArea>
      <Stack>
        <Group justify="space-between">
          <Title order={1} size="h2">
            Library
          </Title>
          <UploadButton />
        </Group>
        <UploadList />
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
        {list.isSuccess && media.length === 0 && <Empty isFiltered={isFiltered} />}
        {list.isError && <Text c="red">{list.error.message}</Text>}
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4, xl: 5 }} role="list" aria-busy={list.isPending}>
          {media.map((one) => (
            <MediaCard key={one.id} media={one} onOpen={() => setOpenId(one.id)} />
          ))}
        </SimpleGrid>
        {list.hasNextPage && (
          <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            Show more
          </Button>
        )}
      </Stack>
      <MediaDrawer mediaId={openId} onClose={() => setOpenId(null)} />
    </DropArea>
  );
}

function Empty({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Text c="dimmed">Nothing matches: change what you look for.</Text>;
  return (
    <Center mih={280}>
      <Stack align="center" gap="xs" maw={420}>
        <IconMovie size={48} stroke={1.1} aria-hidden />
        <Text fw={600}>There is nothing here yet</Text>
        <Text c="dimmed" ta="center">
          Drop video files on this page, of any kind you have: phone, camera, download. Each is prepared once, and then
          plays next to any other.
        </Text>
      </Stack>
    </Center>
  );
}
