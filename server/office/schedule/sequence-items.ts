import type { StoredItem } from '../../../shared/api/sequences.js';
import { CodedError } from '../../../shared/errors.js';
import { frameAt, type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import type { MediaRecord } from '../store/media-store.js';

interface Trimmed {
  readonly mediaId: string;
  readonly inMs?: number;
  readonly outMs?: number;
}

/** @throws CodedError bad-request for an item that nothing is left of: it could never be on air. */
export function checkItems(items: readonly StoredItem[], media: readonly MediaRecord[], grid: Grid): void {
  const byId = new Map(media.map((one) => [one.id, one]));
  const check = (trimmed: Trimmed, path: string) => {
    const { title, frames } = byId.get(trimmed.mediaId)!;
    const frameOf = (atMs: number) => frameAt(grid, snapToGrid(grid, atMs));
    const inFrame = frameOf(trimmed.inMs ?? 0);
    const outFrame = trimmed.outMs === undefined ? frames : Math.min(frames, frameOf(trimmed.outMs));
    if (inFrame < outFrame) return;
    throw new CodedError('bad-request', `${path}: nothing of "${title}" is left between inMs and outMs`);
  };
  for (const [index, item] of items.entries()) {
    if (!('slot' in item)) {
      check(item, `items.${index}`);
      continue;
    }
    for (const [at, variant] of item.slot.variants.entries()) check(variant, `items.${index}.slot.variants.${at}`);
  }
}
