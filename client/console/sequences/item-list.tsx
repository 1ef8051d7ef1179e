import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Card, Center, Text } from '@mantine/core';
import { useState } from 'react';
import type { Millis } from '../../../shared/units.js';
import type { DraftItem, HistoryStep } from './draft.js';
import { DROP_LINE, LAST_PLACE } from './drag-places.js';
import type { MediaById } from './item-length.js';
import { ItemRow } from './item-row.js';
import { SlotModal } from './slot-modal.js';
import { TrimModal } from './trim-modal.js';

interface Props {
  readonly items: readonly DraftItem[];
  readonly starts: readonly Millis[];
  /** When the sequence would start; null to show times from its start. */
  readonly startsAt: Millis | null;
  readonly media: MediaById;
  /** All of the library is known. */
  readonly isLoaded: boolean;
  /** Something of the library is being dragged. */
  readonly isPicking: boolean;
  readonly step: (step: HistoryStep) => void;
}

/** The sequence, item by item. */
export function ItemList({ items, starts, startsAt, media, isLoaded, isPicking, step }: Props) {
  const [open, setOpen] = useState<DraftItem | null>(null);
  const close = () => setOpen(null);
  const replace = (item: DraftItem['item']) => {
    if (open !== null) step({ kind: 'replace', key: open.key, item });
    close();
  };
  return (
    <Card withBorder padding="xs" mih={{ base: 180, md: '60dvh' }}>
      <SortableContext items={items.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
        <ol style={{ listStyle: 'none', margin: 0, padding: 0 }} aria-label="Items of the sequence">
          {items.map((one, index) => (
            <ItemRow
              key={one.key}
              draftItem={one}
              startMs={(startsAt ?? 0) + starts[index]!}
              isWallClock={startsAt !== null}
              lengthMs={starts[index + 1]! - starts[index]!}
              media={media}
              isLoaded={isLoaded}
              onOpen={(item) => setOpen({ key: one.key, item })}
              onRemove={() => step({ kind: 'remove', key: one.key })}
            />
          ))}
        </ol>
      </SortableContext>
      <LastPlace isEmpty={items.length === 0} isPicking={isPicking} />
      {open !== null && 'slot' in open.item && (
        <SlotModal slot={open.item.slot} media={media} onDone={(slot) => replace({ slot })} onClose={close} />
      )}
      {open !== null && 'mediaId' in open.item && (
        <TrimModal item={open.item} media={media.get(open.item.mediaId)} onDone={replace} onClose={close} />
      )}
    </Card>
  );
}

/** Takes what is put down behind the last item, or on nothing yet. */
function LastPlace({ isEmpty, isPicking }: { readonly isEmpty: boolean; readonly isPicking: boolean }) {
  const { setNodeRef, isOver } = useDroppable({ id: LAST_PLACE, disabled: !isPicking });
  return (
    <Center ref={setNodeRef} flex={1} mih={60} style={isOver ? DROP_LINE : undefined}>
      {(isEmpty || isPicking) && <Text c="dimmed">Drag media here, or add it with +.</Text>}
    </Center>
  );
}
