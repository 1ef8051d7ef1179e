import type { StoredItem } from '../../../shared/api/sequences.js';
import { frameAt, type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';

/** A media, or a part of it, as hosts write it. */
export interface Trimmed {
  readonly mediaId: string;
  readonly inMs?: Millis;
  readonly outMs?: Millis;
}

/** How many frames a media has. */
export type FramesOf = (mediaId: string) => number;

/** How long an item or a slot is on air, for every audience. */
export function framesOfItem(stored: StoredItem, framesOf: FramesOf, grid: Grid): number {
  if (!('slot' in stored)) {
    const { inFrame, outFrame } = trimOf(stored, framesOf, grid);
    return outFrame - inFrame;
  }
  const { durationMs, fallbackMediaId } = stored.slot;
  return durationMs === undefined ? framesOf(fallbackMediaId) : Math.max(grid.framesPerStep, frameOf(grid, durationMs));
}

/** What a trim leaves of a media, in the media's own frames. */
export function trimOf({ mediaId, inMs = 0, outMs }: Trimmed, framesOf: FramesOf, grid: Grid) {
  const frames = framesOf(mediaId);
  const outFrame = outMs === undefined ? frames : Math.min(frames, frameOf(grid, outMs));
  return { inFrame: Math.min(outFrame, frameOf(grid, inMs)), outFrame };
}

function frameOf(grid: Grid, atMs: Millis): FrameIndex {
  return frameAt(grid, snapToGrid(grid, atMs));
}
