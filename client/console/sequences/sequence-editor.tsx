import { DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { Grid, Loader, Stack } from '@mantine/core';
import { useMemo, useReducer, useState } from 'react';
import type { StoredItem } from '../../../shared/api/sequences.js';
import { ErrorAlert } from '../error-alert.js';
import { useMediaCatalogue } from '../library/media-catalogue.js';
import { useLeaveGuard } from '../shell/leave-guard.js';
import { type Draft, type DraftItem, historyStep, startHistory } from './draft.js';
import { EditorBar } from './editor-bar.js';
import { startsMs } from './item-length.js';
import { ItemList } from './item-list.js';
import { itemTitle } from './item-title.js';
import { MediaPicker, pickedMediaId } from './media-picker.js';
import { moveWords } from './move-words.js';
import { type LoadedSequence, useSequence } from './sequence-queries.js';
import { useUndoKeys } from './undo-keys.js';

/** Makes or changes a sequence. */
export function SequenceEditor({ id }: { readonly id: string | undefined }) {
  const { data, error } = useSequence(id);
  if (id === undefined) return <Editor loaded={null} />;
  if (error) return <ErrorAlert error={error} />;
  return data === undefined ? <Loader aria-label="Loading" /> : <Editor loaded={data} />;
}

let lastKey = 0;
const draftItem = (item: StoredItem): DraftItem => ({ key: `item-${++lastKey}`, item });

function draftOf(loaded: LoadedSequence | null): Draft {
  if (loaded === null) return { name: '', items: [] };
  return { name: loaded.sequence.name, items: loaded.sequence.items.map(draftItem) };
}

function Editor({ loaded }: { readonly loaded: LoadedSequence | null }) {
  const [base, setBase] = useState(loaded);
  const [history, step] = useReducer(historyStep, loaded, (first) => startHistory(draftOf(first)));
  const [startsAt, setStartsAt] = useState<number | null>(null);
  const { media, byId, isComplete } = useMediaCatalogue();
  const { items } = history.present;
  const starts = useMemo(
    () =>
      startsMs(
        items.map(({ item }) => item),
        byId,
      ),
    [items, byId],
  );
  const isChanged = history.past.length > 0;
  useLeaveGuard(isChanged);
  useUndoKeys(step);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const add = (mediaId: string, at = items.length) => step({ kind: 'insert', at, items: [draftItem({ mediaId })] });
  const drop = ({ active, over }: DragEndEvent) => {
    if (over === null) return;
    const overIndex = items.findIndex(({ key }) => key === over.id);
    const to = overIndex === -1 ? items.length : overIndex;
    const mediaId = pickedMediaId(active.id);
    if (mediaId !== null) add(mediaId, to);
    else
      step({ kind: 'move', from: items.findIndex(({ key }) => key === active.id), to: Math.min(to, items.length - 1) });
  };
  const words = moveWords(
    (id) => {
      const mediaId = pickedMediaId(id);
      const item = mediaId === null ? items.find(({ key }) => key === id)?.item : { mediaId };
      return item === undefined ? '' : itemTitle(item, byId, isComplete);
    },
    (id) => {
      const at = items.findIndex(({ key }) => key === id);
      return at === -1 ? null : `place ${at + 1} of ${items.length}`;
    },
  );
  return (
    <Stack>
      <EditorBar
        history={history}
        step={step}
        base={base}
        onSaved={(saved) => {
          setBase(saved);
          step({ kind: 'load', draft: { name: saved.sequence.name, items } });
        }}
        onReload={(fresh) => {
          setBase(fresh);
          step({ kind: 'load', draft: draftOf(fresh) });
        }}
        durationMs={starts.at(-1)!}
        startsAt={startsAt}
        onStartsAt={setStartsAt}
      />
      <DndContext sensors={sensors} onDragEnd={drop} accessibility={{ announcements: words }}>
        <Grid>
          <Grid.Col span={{ base: 12, md: 8 }}>
            <ItemList
              items={items}
              starts={starts}
              startsAt={startsAt}
              media={byId}
              isLoaded={isComplete}
              step={step}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <MediaPicker media={media} onPick={add} />
          </Grid.Col>
        </Grid>
      </DndContext>
    </Stack>
  );
}
