import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Card, Group, Loader, ScrollArea, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { MediaView } from '../../../shared/api/media.js';
import { ErrorAlert } from '../error-alert.js';
import { pickId } from './drag-places.js';
import { MediaLine } from './media-line.js';

const ROW_HEIGHT = 56;

interface Props {
  /** What is here of it so far. */
  readonly media: readonly MediaView[];
  readonly isComplete: boolean;
  readonly error: Error | null;
  readonly onPick: (mediaId: string) => void;
}

/** The library, to take from by drag or by button. Only the rows in view exist. */
export function MediaPicker({ media, isComplete, error, onPick }: Props) {
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
      <ErrorAlert error={error} />
      {!isComplete && error === null && media.length === 0 && <Loader size="sm" aria-label="Loading" />}
      {isComplete && found.length === 0 && (
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
  const { id, title } = media;
  const { setNodeRef, attributes, listeners, isDragging } = useDraggable({ id: pickId(id) });
  return (
    <Group wrap="nowrap" gap="xs">
      <Group
        ref={setNodeRef}
        {...attributes}
        {...listeners}
        wrap="nowrap"
        gap="sm"
        py={4}
        style={{ flex: 1, minWidth: 0, cursor: 'grab', touchAction: 'pan-y', ...(isDragging && { opacity: 0.4 }) }}
      >
        <MediaLine media={media} />
      </Group>
      <ActionIcon variant="subtle" aria-label={`Add ${title}`} title="Add at the end" onClick={() => onPick(id)}>
        <IconPlus size={16} />
      </ActionIcon>
    </Group>
  );
}
