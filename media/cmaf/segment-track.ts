import { AUDIO_CLOCK_HZ } from '../../shared/rtp-time.js';
import { gridFor, OPUS_PACKET_MS } from '../../shared/timeline/grid.js';
import { type PreparedIndex, VIDEO_TIME_SCALE } from '../prepared-media.js';

/** A track of a prepared object, as it is packaged by itself. */
export interface SegmentTrack {
  readonly kind: 'video' | 'audio';
  /** In `media.mp4`. */
  readonly storedId: number;
  /** In ticks of the track's time scale. */
  readonly sampleDuration: number;
  /** How many samples it has in so many frames, which are whole grid steps. */
  samplesIn(frames: number): number;
}

/**
 * The number that every packaged track has: with it one init segment fits the media segments of many objects, whichever
 * layers each of them has.
 */
export const PACKAGED_TRACK_ID = 1;

const LAYER = /^v(0|[1-9]\d?)$/;

/** The track that an address calls `v0`, `v1`, … from the lowest layer up, or `a` for the sound. */
export function segmentTrack(index: PreparedIndex, name: string): SegmentTrack | undefined {
  const grid = gridFor(index.fps);
  if (name === 'a') {
    return {
      ...{ kind: 'audio', storedId: index.audioTrackId, sampleDuration: (AUDIO_CLOCK_HZ / 1000) * OPUS_PACKET_MS },
      samplesIn: (frames) => (frames / grid.framesPerStep) * grid.packetsPerStep,
    };
  }
  const layer = index.layers[Number(LAYER.exec(name)?.[1])];
  if (layer === undefined) return undefined;
  return {
    ...{ kind: 'video', storedId: layer.trackId, sampleDuration: VIDEO_TIME_SCALE / grid.fps },
    samplesIn: (frames) => frames,
  };
}
