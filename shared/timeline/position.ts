import type { FrameIndex, Millis } from '../units.js';
import { frameAt } from './grid.js';
import type { Lineup } from './lineup.js';
import type { Item } from './sequence.js';
import { itemIndexAt } from './sequence.js';
import { goesOn, type Span } from './spans.js';

/** One thing on air without a break, from its first frame to the frame after its last. */
export interface Airing {
  readonly item: Item;
  /** Null for what no host has made: in a gap, and on the slate. */
  readonly sequenceId: string | null;
  /** Of the item or slot, in the sequence as authored. */
  readonly itemIndex: number;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  /** The media's own frame on air at `startFrame`. */
  readonly inFrame: FrameIndex;
}

/** What is on air at one frame: an airing, and how far into it. */
export interface Position {
  readonly airing: Airing;
  readonly globalFrame: FrameIndex;
  /** The media's own frame. */
  readonly mediaFrame: FrameIndex;
}

/** What is on air at an instant (TL1, TL2, TL6). */
export function position(lineup: Lineup, atMs: Millis): Position {
  return positionAtFrame(lineup, frameAt(lineup.grid, atMs));
}

export function positionAtFrame(lineup: Lineup, globalFrame: FrameIndex): Position {
  const airing = airingAtFrame(lineup, globalFrame);
  return { airing, globalFrame, mediaFrame: airing.inFrame + globalFrame - airing.startFrame };
}

export function airingAtFrame(lineup: Lineup, globalFrame: FrameIndex): Airing {
  const span = lineup.spanAt(globalFrame);
  const { sequence, originFrame } = span;
  const turnStart = originFrame + Math.floor((globalFrame - originFrame) / sequence.frames) * sequence.frames;
  const index = itemIndexAt(sequence, globalFrame - turnStart);
  const item = sequence.items[index]!;
  const placeStart = turnStart + sequence.starts[index]!;
  const placeEnd = turnStart + (sequence.starts[index + 1] ?? sequence.frames);
  // An item that is shorter than its place is looped there.
  const itemStart = placeStart + Math.floor((globalFrame - placeStart) / item.frames) * item.frames;
  const startFrame = startWithin(lineup, span, itemStart);
  return {
    item,
    sequenceId: sequence.id,
    itemIndex: sequence.authored[index]!,
    startFrame,
    endFrame: endWithin(lineup, span, Math.min(itemStart + item.frames, placeEnd)),
    inFrame: item.inFrame + (startFrame - itemStart),
  };
}

/** The frames around one frame, of those in [fromFrame, toFrame), on which the same turns of the same sequence go on. */
export function spanWithin(lineup: Lineup, frame: FrameIndex, fromFrame: FrameIndex, toFrame: FrameIndex): Span {
  const span = lineup.spanAt(frame);
  return {
    ...span,
    startFrame: startWithin(lineup, span, fromFrame),
    endFrame: endWithin(lineup, span, toFrame),
  };
}

/** The first frame, at or after a limit, of what a span goes on with: a special may have covered an item's start. */
function startWithin(lineup: Lineup, span: Span, limit: FrameIndex): FrameIndex {
  let { startFrame } = span;
  while (startFrame > limit) {
    const previous = lineup.spanAt(startFrame - 1);
    if (!goesOn(previous, span)) return startFrame;
    startFrame = previous.startFrame;
  }
  return limit;
}

/** The frame, at or before a limit, behind what a span goes on with. */
function endWithin(lineup: Lineup, span: Span, limit: FrameIndex): FrameIndex {
  let { endFrame } = span;
  while (endFrame < limit) {
    const next = lineup.spanAt(endFrame);
    if (!goesOn(span, next)) return endFrame;
    endFrame = next.endFrame;
  }
  return limit;
}
