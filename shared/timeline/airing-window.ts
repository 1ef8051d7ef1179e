import type { FrameIndex } from '../units.js';
import { GAP_REACH_S } from './gap.js';
import type { Lineup } from './lineup.js';
import { spanWithin } from './position.js';
import { type Item, itemIndexAt, type Sequence } from './sequence.js';
import type { Span } from './spans.js';

/**
 * What is on air on one lineup, without a gap, from one frame to another: plain data that may cross to another process
 * as JSON. A window names what plays when, so its reader needs neither the schedule nor its rules.
 */
export interface AiringWindow {
  readonly key: string;
  readonly version: number;
  readonly fps: number;
  readonly fromFrame: FrameIndex;
  readonly untilFrame: FrameIndex;
  /** The index of the sequence that fills gaps. */
  readonly gapFill: number;
  readonly sequences: readonly WindowSequence[];
  /** In order; the first may start before the window, the last may end after it. */
  readonly spans: readonly WindowSpan[];
}

/** A sequence, or of a long one the part that the window needs. */
export interface WindowSequence extends Omit<Sequence, 'starts' | 'authored'> {
  readonly starts: readonly number[];
  readonly authored: readonly number[];
}

export interface WindowSpan extends Omit<Span, 'sequence'> {
  /** The index of its sequence. */
  readonly sequence: number;
}

export interface WindowLimits {
  readonly horizonS: number;
  readonly mostSpans: number;
  /** In all sequences together; the sequence that is on air at the first frame has one item at least. */
  readonly mostItems: number;
}

/**
 * A day of a loop, or of programmes; a few minutes of one-second items. A window of 400 items is some 100 kB of JSON,
 * which is parsed in about a millisecond: well below the time between two frames.
 */
export const USUAL_LIMITS: WindowLimits = { horizonS: 86_400, mostSpans: 200, mostItems: 400 };

/** The window of a lineup from a frame on, as long as the limits allow. */
export function airingWindow(lineup: Lineup, fromFrame: FrameIndex, limits = USUAL_LIMITS): AiringWindow {
  const { key, version, grid, gapFill } = lineup;
  const farFrame = fromFrame + limits.horizonS * grid.fps;
  // Twice as far as a gap's ends are looked for: they are found from every frame of the window.
  const reach = 2 * GAP_REACH_S * grid.fps;
  const shelf = new SequenceShelf(limits.mostItems);
  const gapFillIndex = shelf.whole(gapFill);
  const spans: WindowSpan[] = [];
  let frame = fromFrame;
  while (frame < farFrame && spans.length < limits.mostSpans && (spans.length === 0 || shelf.itemsLeft > 0)) {
    const span = spanWithin(lineup, frame, frame - reach, frame + reach);
    // Of one item the whole is no longer than a part, and tells the ends of its gap.
    const fits = shelf.has(span.sequence) || span.sequence.items.length <= Math.max(1, shelf.itemsLeft);
    spans.push(fits ? { ...span, sequence: shelf.whole(span.sequence) } : shelf.part(span, frame, farFrame));
    frame = spans.at(-1)!.endFrame;
  }
  const untilFrame = Math.min(frame, farFrame);
  return { key, version, fps: grid.fps, fromFrame, untilFrame, gapFill: gapFillIndex, sequences: shelf.all, spans };
}

/** The sequences of a window, each once. */
class SequenceShelf {
  readonly all: WindowSequence[] = [];
  readonly #indexes = new Map<Sequence, number>();
  itemsLeft: number;

  constructor(mostItems: number) {
    this.itemsLeft = mostItems;
  }

  has(sequence: Sequence): boolean {
    return this.#indexes.has(sequence);
  }

  whole(sequence: Sequence): number {
    const known = this.#indexes.get(sequence);
    if (known !== undefined) return known;
    const { starts, authored, ...rest } = sequence;
    const index = this.#add({ ...rest, starts: Array.from(starts), authored: Array.from(authored) });
    this.#indexes.set(sequence, index);
    return index;
  }

  /** What of a long sequence is on air from a frame on, as a sequence of its own. */
  part({ sequence, ...span }: Span, frame: FrameIndex, farFrame: FrameIndex): WindowSpan {
    let turnStart = span.originFrame + Math.floor((frame - span.originFrame) / sequence.frames) * sequence.frames;
    let index = itemIndexAt(sequence, frame - turnStart);
    const originFrame = turnStart + sequence.starts[index]!;
    const items: Item[] = [];
    const starts: number[] = [];
    const authored: number[] = [];
    let endFrame = originFrame;
    while (endFrame < Math.min(span.endFrame, farFrame) && (items.length === 0 || items.length < this.itemsLeft)) {
      items.push(sequence.items[index]!);
      starts.push(endFrame - originFrame);
      authored.push(sequence.authored[index]!);
      endFrame = turnStart + (sequence.starts[index + 1] ?? sequence.frames);
      index += 1;
      if (index < sequence.items.length) continue;
      index = 0;
      turnStart += sequence.frames;
    }
    const part = { ...sequence, items, starts, authored, frames: endFrame - originFrame };
    return { ...span, originFrame, endFrame: Math.min(span.endFrame, endFrame), sequence: this.#add(part) };
  }

  #add(sequence: WindowSequence): number {
    this.itemsLeft -= sequence.items.length;
    return this.all.push(sequence) - 1;
  }
}
