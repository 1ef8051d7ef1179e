import { aacFragment } from '../mp4/aac-file.js';
import { readTrackRuns } from '../mp4/track-runs.js';
import type { AacIndex } from '../prepared-media.js';

/** One frame of AAC-LC in stereo in which nothing is to be heard (ISO/IEC 14496-3, section 4.4.2.1). */
const SILENCE = Buffer.from([0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c]);

export interface AacSegmentRequest {
  /** Of the first frame, on the timeline of the caller: its decode time is 1,024 times that. */
  readonly firstFrame: number;
  readonly count: number;
  readonly firstInObject: number;
}

/** The numbers of the stored fragments that have some of so many frames from one on. */
export function aacFragmentsOf({ fragments }: AacIndex, { firstInObject, count }: AacSegmentRequest): number[] {
  return fragments.flatMap(([, , first, held], number) =>
    first < firstInObject + count && first + held > firstInObject ? [number] : [],
  );
}

/**
 * `moof` and `mdat` with frames of an object in a row. Where it has none, silence: behind its end, and all of an object
 * whose AAC is not made yet.
 * @param stored the fragments that {@link aacFragmentsOf} names, in order; with the frame that the first begins with
 * @throws MalformedBoxError when the bytes are no such fragments
 */
export function aacSegment(
  { firstFrame, count, firstInObject }: AacSegmentRequest,
  stored: { readonly firstFrame: number; readonly fragments: readonly Buffer[] },
): Buffer {
  const frames: Buffer[] = [];
  for (const fragment of stored.fragments) readTrackRuns(fragment, () => (data) => frames.push(data));
  const wanted = Array.from(
    { length: count },
    (_, index) => frames[firstInObject + index - stored.firstFrame] ?? SILENCE,
  );
  return aacFragment(0, firstFrame, wanted);
}
