import type { Airing } from '../../shared/protocol/viewer.js';
import { frameTimeMs, type Grid } from '../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../shared/units.js';

/**
 * One thing on air; a gap is one thing, however often its filler loops. Instants are UTC milliseconds on the master clock.
 */
export interface ItemOnAir {
  readonly kind: 'media' | 'filler' | 'slate';
  readonly mediaId: string;
  readonly title: string;
  /** Its place in its sequence, from 0. */
  readonly index: number;
  readonly startsAtMs: Millis;
  readonly endsAtMs: Millis;
}

/** The frame on screen, in global time and in its own media. */
export interface Position {
  /** When the frame is on air, UTC milliseconds. */
  readonly globalTimeMs: Millis;
  readonly mediaId: string;
  readonly item: ItemOnAir;
  /** Into the media. */
  readonly offsetMs: Millis;
  /** The media's own frame, from 0. */
  readonly frame: FrameIndex;
}

export function itemOf(grid: Grid, airing: Airing): ItemOnAir {
  return {
    kind: airing.kind,
    mediaId: airing.mediaId,
    title: airing.title,
    index: airing.itemIndex,
    startsAtMs: frameTimeMs(grid, airing.startFrame),
    endsAtMs: frameTimeMs(grid, airing.endFrame),
  };
}

export function positionOf(grid: Grid, airing: Airing, globalFrame: FrameIndex): Position {
  const played = airing.inFrame + globalFrame - airing.startFrame;
  const frame = airing.turnFrames === undefined ? played : played % airing.turnFrames;
  return {
    globalTimeMs: frameTimeMs(grid, globalFrame),
    mediaId: airing.mediaId,
    item: itemOf(grid, airing),
    offsetMs: (frame * 1000) / grid.fps,
    frame,
  };
}
