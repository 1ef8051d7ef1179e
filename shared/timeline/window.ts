import type { FrameIndex } from '../units.js';
import type { Lineup } from './lineup.js';
import type { Airing } from './position.js';
import { airingAtFrame } from './position.js';

/** Every airing that touches [fromFrame, toFrame), in order, without gaps; at most `limit` of them. */
export function airingsIn(lineup: Lineup, fromFrame: FrameIndex, toFrame: FrameIndex, limit: number): Airing[] {
  const airings: Airing[] = [];
  let frame = fromFrame;
  while (frame < toFrame && airings.length < limit) {
    const airing = airingAtFrame(lineup, frame);
    airings.push(airing);
    frame = airing.endFrame;
  }
  return airings;
}

/** A stretch of an airing that plays out of one stored fragment. */
export interface FragmentSlot {
  readonly airing: Airing;
  /** The prepared object that the fragment is of: the media's, or that of a head piece. */
  readonly objectId: string;
  readonly fragment: number;
  /** The global frames it plays: [startFrame, endFrame). */
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  /** The frame inside the fragment that is on air at `startFrame`; above 0 only where an airing starts mid-GOP. */
  readonly firstFrame: number;
}

/** The slot that a frame of the timeline plays out of. */
export function fragmentSlotAt(lineup: Lineup, frame: FrameIndex): FragmentSlot {
  const airing = airingAtFrame(lineup, frame);
  const { item } = airing;
  const { head, startFrame } = lineup.spanAt(frame);
  if (head !== undefined && airing.startFrame === startFrame && frame < startFrame + head.frames) {
    return cutToAiring(airing, head.objectId, 0, startFrame, head.frames);
  }
  const mediaStart = airing.startFrame - airing.inFrame;
  const itemStart = mediaStart + item.inFrame;
  if (item.head !== null && frame < itemStart + item.head.frames) {
    return cutToAiring(airing, item.head.objectId, 0, itemStart, item.head.frames);
  }
  const { framesPerGop } = lineup.grid;
  const fragment = Math.floor((frame - mediaStart) / framesPerGop);
  return cutToAiring(airing, item.objectId, fragment, mediaStart + fragment * framesPerGop, framesPerGop);
}

function cutToAiring(
  airing: Airing,
  objectId: string,
  fragment: number,
  fragmentStart: FrameIndex,
  fragmentFrames: number,
): FragmentSlot {
  const startFrame = Math.max(airing.startFrame, fragmentStart);
  const endFrame = Math.min(airing.endFrame, fragmentStart + fragmentFrames);
  return { airing, objectId, fragment, startFrame, endFrame, firstFrame: startFrame - fragmentStart };
}

/** Every fragment that playing [fromFrame, toFrame) takes, in the order it is needed. */
export function fragmentSlotsIn(lineup: Lineup, fromFrame: FrameIndex, toFrame: FrameIndex): FragmentSlot[] {
  const slots: FragmentSlot[] = [];
  for (let frame = fromFrame; frame < toFrame; ) {
    const slot = fragmentSlotAt(lineup, frame);
    slots.push(slot);
    frame = slot.endFrame;
  }
  return slots;
}
