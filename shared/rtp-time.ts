import type { Grid } from './timeline/grid.js';
import { frameAt, OPUS_PACKET_MS } from './timeline/grid.js';
import type { FrameIndex, Millis, PacketIndex, Ticks48k, Ticks90k } from './units.js';

export const VIDEO_CLOCK_HZ = 90_000;
export const AUDIO_CLOCK_HZ = 48_000;

/**
 * Layer k of a frame is stamped k milliseconds after the frame. An SFU that switches layers must find the new layer's
 * timestamp ahead of the old one's, else it shifts everything after the switch by a frame.
 */
const TICKS_PER_LAYER = VIDEO_CLOCK_HZ / 1000;

const WRAP = 2 ** 32;

/** TL7: the video RTP timestamp of a frame, before the layer's own shift. */
export function videoTimestamp(grid: Grid, frame: FrameIndex, layer = 0): Ticks90k {
  return ((((frame % WRAP) * (VIDEO_CLOCK_HZ / grid.fps)) % WRAP) + layer * TICKS_PER_LAYER) >>> 0;
}

/** TL7: the audio RTP timestamp of an Opus packet. */
export function audioTimestamp(packet: PacketIndex): Ticks48k {
  return ((packet % WRAP) * ((AUDIO_CLOCK_HZ * OPUS_PACKET_MS) / 1000)) % WRAP;
}

/** The RTP time of an instant on the line that every layer and both streams share (for sender reports). */
export function rtpTimeAt(atMs: Millis, clockHz: number): number {
  const seconds = Math.floor(atMs / 1000);
  const restMs = atMs - seconds * 1000;
  return ((seconds % WRAP) * clockHz + Math.round((restMs * clockHz) / 1000)) % WRAP;
}

/**
 * The global frame that a video RTP timestamp names, whatever its layer. Timestamps wrap every 13.3 hours, so the
 * instant it is read at, within six hours, tells which turn is meant.
 */
export function globalFrameFromRtp(grid: Grid, timestamp: Ticks90k, nearMs: Millis): FrameIndex {
  const ticksPerFrame = VIDEO_CLOCK_HZ / grid.fps;
  const nearFrame = frameAt(grid, nearMs);
  const near = videoTimestamp(grid, nearFrame);
  const ahead = (timestamp - near) | 0;
  return nearFrame + Math.floor(ahead / ticksPerFrame);
}

/** The simulcast layer that a video RTP timestamp was stamped for. */
export function layerFromRtp(grid: Grid, timestamp: Ticks90k, nearMs: Millis): number {
  const frame = globalFrameFromRtp(grid, timestamp, nearMs);
  return ((timestamp - videoTimestamp(grid, frame)) >>> 0) / TICKS_PER_LAYER;
}
