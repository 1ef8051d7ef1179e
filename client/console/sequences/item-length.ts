import type { MediaView } from '../../../shared/api/media.js';
import type { StoredItem } from '../../../shared/api/sequences.js';
import type { Millis } from '../../../shared/units.js';

export type MediaById = ReadonlyMap<string, MediaView>;

/** How long an item is on air; 0 while the media it names is not known. */
export function itemLengthMs(item: StoredItem, media: MediaById): Millis {
  if ('slot' in item) {
    const { durationMs, fallbackMediaId } = item.slot;
    return durationMs ?? media.get(fallbackMediaId)?.durationMs ?? 0;
  }
  const wholeMs = media.get(item.mediaId)?.durationMs ?? 0;
  return Math.max(0, Math.min(wholeMs, item.outMs ?? wholeMs) - (item.inMs ?? 0));
}

/** When each item starts, counted from the start of the sequence, and last of all when the sequence ends. */
export function startsMs(items: readonly StoredItem[], media: MediaById): Millis[] {
  const starts = [0];
  for (const item of items) starts.push(starts.at(-1)! + itemLengthMs(item, media));
  return starts;
}
