import { gridFor } from '../../shared/timeline/grid.js';
import type { PreparedIndex } from '../prepared-media.js';
import { NoSuchSegmentError } from './no-such-segment.js';
import type { SegmentTrack } from './segment-track.js';

/** What of a stored fragment a segment has. */
export interface SegmentCut {
  /** The frame of the fragment that the segment starts with. Pictures start with the fragment; sound can start anywhere. */
  readonly firstFrame?: number | undefined;
  /** How many frames of the fragment, from its start, the segment ends behind; all of them when left out. */
  readonly frames?: number | undefined;
}

export interface SegmentSamples {
  /** Samples of the track in the whole fragment. */
  readonly stored: number;
  /** Of those the segment has [first, end). */
  readonly first: number;
  readonly end: number;
  /** When the first of them is decoded: ticks of the track's time scale since the start of the object. */
  readonly decodeTime: number;
}

/**
 * Which samples of a fragment a segment has.
 * @throws NoSuchSegmentError for a fragment that is not there, and a cut that is no whole number of grid steps (TL3) in it
 */
export function segmentSamples(
  index: PreparedIndex,
  track: SegmentTrack,
  number: number,
  { firstFrame = 0, frames }: SegmentCut = {},
): SegmentSamples {
  const startFrame = number * index.framesPerFragment;
  const storedFrames = Math.min(index.framesPerFragment, index.frames - startFrame);
  if (!(Number.isSafeInteger(number) && number in index.fragments && storedFrames > 0)) {
    throw new NoSuchSegmentError(`there is no fragment ${number}, but 0 to ${index.fragments.length - 1}`);
  }
  const endFrame = frames ?? storedFrames;
  const { framesPerStep } = gridFor(index.fps);
  if (!(firstFrame >= 0 && endFrame > firstFrame && endFrame <= storedFrames)) {
    throw new NoSuchSegmentError(`fragment ${number} has ${storedFrames} frames, and not ${firstFrame} to ${endFrame}`);
  }
  if (firstFrame % framesPerStep !== 0 || endFrame % framesPerStep !== 0) {
    throw new NoSuchSegmentError(`a segment is cut at whole steps of ${framesPerStep} frames`);
  }
  if (track.kind === 'video' && firstFrame !== 0) {
    throw new NoSuchSegmentError('pictures start with the first frame of a fragment');
  }
  return {
    stored: track.samplesIn(storedFrames),
    first: track.samplesIn(firstFrame),
    end: track.samplesIn(endFrame),
    decodeTime: track.samplesIn(startFrame + firstFrame) * track.sampleDuration,
  };
}
