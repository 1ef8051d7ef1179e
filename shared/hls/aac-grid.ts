import { AUDIO_CLOCK_HZ } from '../rtp-time.js';
import type { FragmentSlot } from '../timeline/window.js';

export const AAC_SAMPLES_PER_FRAME = 1024;

/** AAC frames in a row. */
export interface AacRun {
  /** The first frame's number on the timeline, whose frames have 1,024 samples each and are counted from 1970. */
  readonly firstFrame: number;
  readonly count: number;
  /** The number that the first frame has in the object. */
  readonly firstInObject: number;
}

/**
 * The AAC frames of what is on air in a slot. The timeline has one grid of AAC frames, on which an item begins with the
 * frame that is nearest to its start: so every frame of the grid is there once, across all items, and the sound is at
 * most half a frame, 10.7 ms, beside its instant.
 */
export function aacRun(
  { airing, startFrame, endFrame }: Pick<FragmentSlot, 'airing' | 'startFrame' | 'endFrame'>,
  fps: number,
): AacRun {
  const nearest = (videoFrame: number) => Math.round((videoFrame * AUDIO_CLOCK_HZ) / fps / AAC_SAMPLES_PER_FRAME);
  const firstFrame = nearest(startFrame);
  return {
    firstFrame,
    count: nearest(endFrame) - firstFrame,
    firstInObject: firstFrame - nearest(airing.startFrame) + nearest(airing.inFrame),
  };
}
