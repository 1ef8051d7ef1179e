import type { StoredItem } from '../../../shared/api/sequences.js';
import { frameAt, type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import type { HeadNeed } from '../store/head-piece-store.js';
import type { MediaRecord } from '../store/media-store.js';

type Media = ReadonlyMap<string, Pick<MediaRecord, 'objectId' | 'frames'>>;

/** Where something that is played of a media starts. */
export interface Trim {
  readonly mediaId: string;
  readonly inMs?: number;
}

/** The in points between two GOPs, each once. */
export function headNeeds(trims: readonly Trim[], media: Media, grid: Grid): HeadNeed[] {
  const needs = new Map<string, HeadNeed>();
  for (const { mediaId, inMs = 0 } of trims) {
    const found = media.get(mediaId);
    const inFrame = frameAt(grid, snapToGrid(grid, inMs));
    if (found === undefined || inFrame >= found.frames || inFrame % grid.framesPerGop === 0) continue;
    needs.set(`${found.objectId}/${inFrame}`, { objectId: found.objectId, inFrame });
  }
  return [...needs.values()];
}

/** What may be played of an item, for whatever audience. */
export function trimsOf(item: StoredItem): readonly Trim[] {
  return 'slot' in item ? item.slot.variants : [item];
}
