import type { FrameIndex } from '../units.js';
import type { Lineup } from './lineup.js';
import { spanWithin } from './position.js';

/** How far the ends of a gap are looked for, in seconds: it may have none. */
export const GAP_REACH_S = 7 * 24 * 60 * 60;

/** A gap, or a slate that a host went to: one thing on air, however often what fills it loops. */
export interface Gap {
  /** Null where it lies more than a week back. */
  readonly startFrame: FrameIndex | null;
  /** Null where it lies more than a week ahead. */
  readonly endFrame: FrameIndex | null;
  /** Where one of the filler's turns starts. */
  readonly originFrame: FrameIndex;
  readonly turnFrames: number;
}

/** The gap that a frame lies in; ask only where what is on air has no sequence of a host's. */
export function gapAround(lineup: Lineup, frame: FrameIndex): Gap {
  const reach = GAP_REACH_S * lineup.grid.fps;
  const { startFrame, endFrame, originFrame, sequence } = spanWithin(lineup, frame, frame - reach, frame + reach);
  return {
    startFrame: startFrame > frame - reach ? startFrame : null,
    endFrame: endFrame < frame + reach ? endFrame : null,
    originFrame,
    turnFrames: sequence.frames,
  };
}
