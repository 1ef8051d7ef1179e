import type { Lineup } from '../timeline/lineup.js';
import { type FragmentSlot, fragmentSlotAt } from '../timeline/window.js';
import type { FrameIndex } from '../units.js';

/**
 * What is on air from one frame to another, as one media segment of HLS (RFC 8216, section 3): one stored fragment, or
 * several where some are shorter than a GOP.
 */
export interface HlsSegment {
  /** The media sequence number. */
  readonly number: number;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  /** In order, without a gap. */
  readonly pieces: readonly FragmentSlot[];
}

/**
 * The segment of a frame's number: the timeline since 1970 in stretches of a GOP, and a segment has the fragments that
 * start in its stretch. No fragment lasts longer than a GOP, so in every stretch at least one starts: the numbers run on
 * without a gap, and they depend on nothing but time. So an edit, a restart or another server goes on with the same ones.
 */
export function segmentNumberAt({ grid }: Pick<Lineup, 'grid'>, frame: FrameIndex): number {
  return Math.floor(frame / grid.framesPerGop);
}

/** The segments from a number on that have ended at a frame, in order. */
export function hlsSegments(lineup: Lineup, fromNumber: number, untilFrame: FrameIndex): HlsSegment[] {
  const { framesPerGop } = lineup.grid;
  const segments: HlsSegment[] = [];
  let slot = firstSlotFrom(lineup, fromNumber * framesPerGop);
  while (slot.startFrame < untilFrame) {
    const number = segmentNumberAt(lineup, slot.startFrame);
    const pieces: FragmentSlot[] = [];
    while (segmentNumberAt(lineup, slot.startFrame) === number) {
      pieces.push(slot);
      slot = fragmentSlotAt(lineup, slot.endFrame);
    }
    const endFrame = slot.startFrame;
    if (endFrame > untilFrame) break;
    segments.push({ number, startFrame: pieces[0]!.startFrame, endFrame, pieces });
  }
  return segments;
}

/** The first slot that starts at a frame or later. */
function firstSlotFrom(lineup: Lineup, frame: FrameIndex): FragmentSlot {
  const slot = fragmentSlotAt(lineup, frame);
  return slot.startFrame >= frame ? slot : fragmentSlotAt(lineup, slot.endFrame);
}
