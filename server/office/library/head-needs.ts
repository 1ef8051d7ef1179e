import type { StoredItem } from '../../../shared/api/sequences.js';
import { frameAt, type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import type { HeadNeed } from '../store/head-piece-store.js';
import type { MediaRecord } from '../store/media-store.js';
import { revisionsIn } from '../store/schedule-store.js';
import type { Store } from '../store/store.js';

type Media = ReadonlyMap<string, Pick<MediaRecord, 'objectId' | 'frames'>>;

/** The in points that items start at between two GOPs, each once, for whatever audience. */
export function headNeeds(items: readonly StoredItem[], media: Media, grid: Grid): HeadNeed[] {
  const needs = new Map<string, HeadNeed>();
  for (const { mediaId, inMs = 0 } of items.flatMap(trimsOf)) {
    const found = media.get(mediaId);
    const inFrame = frameAt(grid, snapToGrid(grid, inMs));
    if (found === undefined || inFrame >= found.frames || inFrame % grid.framesPerGop === 0) continue;
    needs.set(`${found.objectId}/${inFrame}`, { objectId: found.objectId, inFrame });
  }
  return [...needs.values()];
}

function trimsOf(item: StoredItem): readonly { readonly mediaId: string; readonly inMs?: number }[] {
  return 'slot' in item ? item.slot.variants : [item];
}

/** Those of every newest revision and of every revision that is scheduled. */
export async function headsOfEverything(
  { sequences, channels, schedule, media }: Pick<Store, 'sequences' | 'channels' | 'schedule' | 'media'>,
  grid: Grid,
): Promise<HeadNeed[]> {
  const scheduled: { sequenceId: string; revision: number }[] = [];
  for (const { slug } of await channels.list()) {
    scheduled.push(...revisionsIn(await schedule.listOf(slug)));
  }
  const revisions = [...(await sequences.list()), ...(await sequences.revisions(scheduled))];
  const ready = new Map((await media.list()).map((record) => [record.id, record]));
  return headNeeds(
    revisions.flatMap(({ items }) => items),
    ready,
    grid,
  );
}
