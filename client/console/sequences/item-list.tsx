import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Card, Center, Text } from '@mantine/core';
import { useState } from 'react';
import type { Millis } from '../../../shared/units.js';
import type { DraftItem, HistoryStep } from './draft.js';
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
  readonly step: (step: HistoryStep) => void;
}

/** The sequence, item by item. */
export function ItemList({ items, starts, startsAt, media, isLoaded, step }: Props) {
  const { setNodeRef, isOver } = useDroppable({ id: 'items' });
  const [openKey, setOpenKey] = useState<string | null>(null);
  const open = items.find(({ key }) => key === openKey);
  const close = () => setOpenKey(null);
  const replace = (item: DraftItem['item']) => {
    if (openKey !== null) step({ kind: 'replace', key: openKey, item });
    close();
  };
  return (
    <Card
      withBorder
      padding="xs"
      ref={setNodeRef}
      mih={200}
      {...(isOver && { style: { outline: '2px dashed var(--mantine-primary-color-filled)' } })}
    >
      {items.length === 0 && (
        <Center mih={180}>
          <Text c="dimmed">Drag media here, or add it with +.</Text>
        </Center>
      )}
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
              onOpen={() => setOpenKey(one.key)}
              onReplace={(item) => step({ kind: 'replace', key: one.key, item })}
              onRemove={() => step({ kind: 'remove', key: one.key })}
            />
          ))}
        </ol>
      </SortableContext>
      {open !== undefined && 'slot' in open.item && (
        <SlotModal slot={open.item.slot} media={media} onDone={(slot) => replace({ slot })} onClose={close} />
      )}
      {open !== undefined && 'mediaId' in open.item && (
        <TrimModal item={open.item} media={media.get(open.item.mediaId)} onDone={replace} onClose={close} />
      )}
    </Card>
  );
}
