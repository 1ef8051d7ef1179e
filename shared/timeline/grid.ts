import type { FrameIndex, Millis, PacketIndex } from '../units.js';

/** The length of one Opus packet on air (RFC 7587, section 3.4: the recommended default). */
export const OPUS_PACKET_MS = 20;

/** The frame rates a house may run at: whole numbers that divide the 90 kHz RTP clock. */
export const HOUSE_FRAME_RATES = [24, 25, 30, 50, 60] as const;

/** A main layer carries an IDR this often, and a fragment is as long. */
export const GOP_MS = 2000;

/**
 * The house grid (TL3): its step is the shortest time that is a whole number of video frames and of Opus packets.
 * Steps are counted from the Unix epoch, so every process has the same grid.
 */
export interface Grid {
  readonly fps: number;
  readonly stepMs: Millis;
  readonly framesPerStep: number;
  readonly packetsPerStep: number;
  readonly framesPerGop: number;
  readonly packetsPerGop: number;
}

/** @throws RangeError for a frame rate that is not one of {@link HOUSE_FRAME_RATES}. */
export function gridFor(fps: number): Grid {
  if (!HOUSE_FRAME_RATES.some((rate) => rate === fps)) {
    throw new RangeError(`no house grid at ${fps} fps: allowed are ${HOUSE_FRAME_RATES.join(', ')}`);
  }
  const packetsPerSecond = 1000 / OPUS_PACKET_MS;
  const stepsPerSecond = greatestCommonDivisor(fps, packetsPerSecond);
  return {
    fps,
    stepMs: 1000 / stepsPerSecond,
    framesPerStep: fps / stepsPerSecond,
    packetsPerStep: packetsPerSecond / stepsPerSecond,
    framesPerGop: (fps * GOP_MS) / 1000,
    packetsPerGop: GOP_MS / OPUS_PACKET_MS,
  };
}

/** The frame that is on air at an instant: the last one that started at or before it. */
export function frameAt(grid: Grid, atMs: Millis): FrameIndex {
  const step = Math.floor(atMs / grid.stepMs);
  const restMs = atMs - step * grid.stepMs;
  return step * grid.framesPerStep + Math.floor((restMs * grid.fps + FRAME_ROUNDING) / 1000);
}

/** When a frame starts; a whole number of milliseconds on grid steps, a fraction between them. */
export function frameTimeMs(grid: Grid, frame: FrameIndex): Millis {
  const step = Math.floor(frame / grid.framesPerStep);
  return step * grid.stepMs + ((frame - step * grid.framesPerStep) * 1000) / grid.fps;
}

/** The Opus packet that starts with a frame; the frame must lie on a grid step. */
export function packetAtStepFrame(grid: Grid, frame: FrameIndex): PacketIndex {
  return (frame / grid.framesPerStep) * grid.packetsPerStep;
}

/** The nearest grid step to an instant. */
export function snapToGrid(grid: Grid, atMs: Millis): Millis {
  return Math.round(atMs / grid.stepMs) * grid.stepMs;
}

/** How many whole grid steps, in frames, hold at least this many frames. */
export function padToGrid(grid: Grid, frames: number): number {
  return Math.ceil(frames / grid.framesPerStep) * grid.framesPerStep;
}

// A double holds an instant of the year 9999 to a thirty-second of a millisecond: within a thousandth of a frame, an
// instant belongs to the frame that is about to start, so that frameTimeMs has an inverse.
const FRAME_ROUNDING = 1;

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
