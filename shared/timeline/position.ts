import type { FrameIndex, Millis } from '../units.js';
import { frameAt } from './grid.js';
import type { Lineup } from './lineup.js';
import type { Span } from './schedule.js';
import type { Item, Sequence } from './sequence.js';
import { itemIndexAt, lastAtOrBefore } from './sequence.js';

/** One thing on air without a break, from its first frame to the frame after its last. */
export interface Airing {
  readonly item: Item;
  /** Null for filler and slate. */
  readonly sequenceId: string | null;
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
  const span = lineup.spans[lastAtOrBefore(lineup.spanStarts, globalFrame)]!;
  const { entry } = span;
  const sequence = entry?.sequence ?? lineup.gapFill;
  // A gap's filler loops from the start of the gap; the endless gap before the first entry loops from the epoch.
  const originFrame = entry?.startFrame ?? (Number.isFinite(span.startFrame) ? span.startFrame : 0);
  const elapsed = globalFrame - originFrame;
  const turnStart = originFrame + Math.floor(elapsed / sequence.frames) * sequence.frames;
  const itemIndex = itemIndexAt(sequence, globalFrame - turnStart);
  return cutToSpan(span, sequence, itemIndex, turnStart);
}

/** The part of an item's turn that lies inside its span: a special may have covered its start, or will cover its end. */
function cutToSpan(span: Span, sequence: Sequence, itemIndex: number, turnStart: FrameIndex): Airing {
  const item = sequence.items[itemIndex]!;
  const itemStart = turnStart + sequence.starts[itemIndex]!;
  const startFrame = Math.max(itemStart, span.startFrame);
  return {
    item,
    sequenceId: item.kind === 'media' ? sequence.id : null,
    itemIndex,
    startFrame,
    endFrame: Math.min(itemStart + item.frames, span.endFrame),
    inFrame: item.inFrame + (startFrame - itemStart),
  };
}
