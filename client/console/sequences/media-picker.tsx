import { type UniqueIdentifier, useDraggable } from '@dnd-kit/core';
import { ActionIcon, Card, Group, Image, ScrollArea, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { MediaView } from '../../../shared/api/media.js';
import { apiUrl } from '../api/api-client.js';
import { durationText } from '../duration-text.js';

const ROW_HEIGHT = 56;
const PICK = 'pick:';

/** Which media is dragged out of the picker; null when something else is dragged. */
export function pickedMediaId(dragged: UniqueIdentifier): string | null {
  const id = String(dragged);
  return id.startsWith(PICK) ? id.slice(PICK.length) : null;
}

interface Props {
  readonly media: readonly MediaView[];
  readonly onPick: (mediaId: string) => void;
}

/** The library, to take from by drag or by button. Only the rows in view exist. */
export function MediaPicker({ media, onPick }: Props) {
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim().toLowerCase());
  const found = useMemo(
    () => media.filter(({ title, filename }) => `${title}\n${filename ?? ''}`.toLowerCase().includes(search)),
    [media, search],
  );
  const viewport = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  return (
    <Card withBorder padding="sm" component="section" aria-label="Library" pos="sticky" top={72}>
      <TextInput
        type="search"
        aria-label="Search the library"
        placeholder="Search the library"
        leftSection={<IconSearch size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        mb="sm"
      />
      {found.length === 0 && (
        <Text c="dimmed" size="sm">
          {media.length === 0 ? 'Nothing in the library is ready yet.' : 'Nothing matches.'}
        </Text>
      )}
      <ScrollArea.Autosize mah="60dvh" viewportRef={viewport} viewportProps={{ tabIndex: 0, 'aria-label': 'Media' }}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <div
              key={found[index]!.id}
              style={{ position: 'absolute', insetInline: 0, top: start, height: ROW_HEIGHT }}
            >
              <PickerRow media={found[index]!} onPick={onPick} />
            </div>
          ))}
        </div>
      </ScrollArea.Autosize>
    </Card>
  );
}

function PickerRow({ media, onPick }: { readonly media: MediaView; readonly onPick: (mediaId: string) => void }) {
  const { id, title, durationMs } = media;
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: PICK + id });
  return (
    <Group
      ref={setNodeRef}
      wrap="nowrap"
      gap="sm"
      py={4}
      {...listeners}
      style={{
        cursor: 'grab',
        touchAction: 'pan-y',
        ...(transform && { transform: `translate(${transform.x}px, ${transform.y}px)` }),
        ...(isDragging && { zIndex: 10, position: 'relative', opacity: 0.85 }),
      }}
    >
      <Image
        src={apiUrl(`/media/${id}/poster.jpg`)}
        alt=""
        w={80}
        h={45}
        radius="sm"
        loading="lazy"
        draggable={false}
      />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" truncate title={title}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {durationMs === null ? '' : durationText(durationMs)}
        </Text>
      </div>
      <ActionIcon
        variant="subtle"
        aria-label={`Add ${title}`}
        title="Add at the end"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => onPick(id)}
      >
        <IconPlus size={16} />
      </ActionIcon>
    </Group>
  );
}
