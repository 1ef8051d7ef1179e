import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { Grid, Group, Loader, Paper, Stack } from '@mantine/core';
import { useEffect, useMemo, useReducer, useState } from 'react';
import { useLocation } from 'wouter';
import type { StoredItem } from '../../../shared/api/sequences.js';
import { ErrorAlert } from '../error-alert.js';
import { useMediaCatalogue } from '../library/media-catalogue.js';
import { useLeaveGuard } from '../shell/leave-guard.js';
import { type Draft, type DraftItem, historyStep, startHistory } from './draft.js';
import { LAST_PLACE, nextPlace, pickedMediaId, placeUnder } from './drag-places.js';
import { EditorBar } from './editor-bar.js';
import { startsMs } from './item-length.js';
import { ItemList } from './item-list.js';
import { itemTitle } from './item-title.js';
import { MediaLine } from './media-line.js';
import { MediaPicker } from './media-picker.js';
import { moveWords } from './move-words.js';
import { type LoadedSequence, useSequence } from './sequence-queries.js';
import { useUndoKeys } from './undo-keys.js';

/** Makes or changes a sequence. */
export function SequenceEditor({ id }: { readonly id: string | undefined }) {
  const { data, error } = useSequence(id);
  if (id === undefined) return <Editor loaded={null} />;
  if (data !== undefined) return <Editor loaded={data} />;
  return error ? <ErrorAlert error={error} /> : <Loader aria-label="Loading" />;
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
  const [pickedId, setPickedId] = useState<string | null>(null);
  const [startsAt, setStartsAt] = useState<number | null>(null);
  const { media, byId, isComplete, error } = useMediaCatalogue();
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
  const [, navigate] = useLocation();
  // A new one has an address once it is saved: only then does the guard let go.
  useEffect(() => {
    if (loaded === null && base !== null && !isChanged) navigate(`/sequences/${base.sequence.id}`, { replace: true });
  }, [loaded, base, isChanged, navigate]);
  useUndoKeys(step);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: nextPlace }),
  );
  const add = (mediaId: string, at = items.length) => step({ kind: 'insert', at, items: [draftItem({ mediaId })] });
  const picked = pickedId === null ? undefined : byId.get(pickedId);
  const indexOf = (id: UniqueIdentifier) =>
    id === LAST_PLACE ? items.length : items.findIndex(({ key }) => key === id);
  const drop = ({ active, over }: DragEndEvent) => {
    setPickedId(null);
    if (over === null) return;
    const to = indexOf(over.id);
    const mediaId = pickedMediaId(active.id);
    if (mediaId !== null) add(mediaId, to);
    else step({ kind: 'move', from: indexOf(active.id), to });
  };
  const words = moveWords(
    (id) => {
      const mediaId = pickedMediaId(id);
      const item = mediaId === null ? items.find(({ key }) => key === id)?.item : { mediaId };
      return item === undefined ? '' : itemTitle(item, byId, isComplete);
    },
    (active, over) =>
      `place ${indexOf(over) + 1} of ${pickedMediaId(active) === null ? items.length : items.length + 1}`,
  );
  return (
    <Stack>
      <EditorBar
        history={history}
        step={step}
        base={base}
        onSaved={(saved, sent) => {
          setBase(saved);
          step({ kind: 'saved', sent });
        }}
        onReload={(fresh) => {
          setBase(fresh);
          step({ kind: 'load', draft: draftOf(fresh) });
        }}
        durationMs={isComplete ? starts.at(-1)! : null}
        startsAt={startsAt}
        onStartsAt={setStartsAt}
      />
      <DndContext
        sensors={sensors}
        collisionDetection={placeUnder}
        onDragStart={({ active }) => setPickedId(pickedMediaId(active.id))}
        onDragEnd={drop}
        onDragCancel={() => setPickedId(null)}
        accessibility={{ announcements: words }}
      >
        <Grid>
          <Grid.Col span={{ base: 12, md: 8 }}>
            <ItemList
              items={items}
              starts={starts}
              startsAt={startsAt}
              media={byId}
              isLoaded={isComplete}
              isPicking={pickedId !== null}
              step={step}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <MediaPicker media={media} isComplete={isComplete} error={error} onPick={add} />
          </Grid.Col>
        </Grid>
        <DragOverlay dropAnimation={null}>
          {picked && (
            <Paper withBorder shadow="md" px="xs">
              <Group wrap="nowrap" gap="sm" py={4}>
                <MediaLine media={picked} />
              </Group>
            </Paper>
          )}
        </DragOverlay>
      </DndContext>
    </Stack>
  );
}
