import { globalFrameFromRtp, layerFromRtp } from '../../shared/rtp-time.js';
import { frameTimeMs, type Grid } from '../../shared/timeline/grid.js';
import type { FrameIndex, Millis, Ticks90k } from '../../shared/units.js';

/** How many layers a house may have; a timestamp that names more was not stamped by TL7. */
const MAX_LAYERS = 8;

/** A video frame as the RTP timestamp names it (TL7). */
export interface GlobalFrame {
  readonly frame: FrameIndex;
  /** When it is on air, UTC milliseconds. */
  readonly scheduledAtMs: Millis;
  /** The simulcast layer it was sent on; null when the timestamp does not say. */
  readonly layer: number | null;
}

/** @param nearMs UTC within six hours of the frame: timestamps wrap every 13. */
export function globalFrameOf(grid: Grid, rtpTimestamp: Ticks90k, nearMs: Millis): GlobalFrame {
  const frame = globalFrameFromRtp(grid, rtpTimestamp, nearMs);
  const layer = layerFromRtp(grid, rtpTimestamp, nearMs);
  return {
    frame,
    scheduledAtMs: frameTimeMs(grid, frame),
    layer: Number.isInteger(layer) && layer < MAX_LAYERS ? layer : null,
  };
}
