import type { FrameIndex } from '../units.js';
import type { OccurrenceStarts } from './occurrence-starts.js';
import type { Sequence } from './sequence.js';

/** A sequence placed on a channel, in frames of the global timeline, every boundary on the grid. */
export type ScheduleEntry = Placing<Sequence>;

/** The placing of anything that has a length. */
export interface Placing<Content extends { readonly frames: number }> {
  readonly id: string;
  readonly priority: number;
  /** The next occurrence cuts the one before it off. */
  readonly starts: OccurrenceStarts;
  /** The longest that an occurrence lasts; Infinity for a loop without an end. */
  readonly lengthFrames: number;
  /** Whether the sequence starts over until the occurrence is over; otherwise the occurrence ends with the sequence. */
  readonly loops: boolean;
  /** What plays from when; not empty, ascending. */
  readonly runs: readonly Run<Content>[];
}

/** One revision of an entry's sequence, from the frame on that it took over at. */
export interface Run<Content> {
  /** The first run counts before this as well. */
  readonly fromFrame: FrameIndex;
  /** Where a turn of the sequence starts, for the occurrence that was on air at `fromFrame`; null: with the occurrence. */
  readonly originFrame: FrameIndex | null;
  /** Null when nothing of it can be on air. */
  readonly sequence: Content | null;
}

/** A stretch of the timeline with turns of one sequence, counted from its origin. */
export interface Stretch<Content = Sequence> {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  readonly originFrame: FrameIndex;
  readonly sequence: Content;
}

/** What one occurrence of an entry plays, were it alone on the channel. */
export function stretchesOf<Content extends { readonly frames: number }>(
  { runs, loops, lengthFrames }: Pick<Placing<Content>, 'runs' | 'loops' | 'lengthFrames'>,
  startFrame: FrameIndex,
  nextStartFrame: FrameIndex = Number.POSITIVE_INFINITY,
): Stretch<Content>[] {
  const occurrenceEnd = Math.min(startFrame + lengthFrames, nextStartFrame);
  const stretches: Stretch<Content>[] = [];
  // By index: a lineup asks this of every entry, and most have one run.
  const first = Math.max(0, indexOfRunAt(runs, startFrame));
  for (let index = first; index < runs.length; index += 1) {
    const { fromFrame, originFrame: given, sequence } = runs[index]!;
    if (sequence === null || sequence.frames === 0) continue;
    const originFrame = fromFrame > startFrame ? (given ?? startFrame) : startFrame;
    const from = index === first ? startFrame : fromFrame;
    const until = Math.min(occurrenceEnd, runs[index + 1]?.fromFrame ?? Number.POSITIVE_INFINITY);
    const begin = loops ? from : Math.max(from, originFrame);
    const endFrame = loops ? until : Math.min(until, originFrame + sequence.frames);
    if (endFrame > begin) stretches.push({ startFrame: begin, endFrame, originFrame, sequence });
  }
  return stretches;
}

function indexOfRunAt(runs: readonly Run<unknown>[], frame: FrameIndex): number {
  let index = runs.length - 1;
  while (index >= 0 && runs[index]!.fromFrame > frame) index -= 1;
  return index;
}

/** What an entry plays in or across [fromFrame, toFrame), were it alone on the channel, in order. */
export function stretchesBetween<Content extends { readonly frames: number }>(
  entry: Placing<Content>,
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
): Stretch<Content>[] {
  if (entry.starts.firstFrame >= toFrame) return [];
  const earlier = entry.starts.lastAtOrBefore(fromFrame);
  const starts = [...(earlier === undefined ? [] : [earlier]), ...entry.starts.between(fromFrame + 1, toFrame)];
  return starts.flatMap((start, index) =>
    stretchesOf(entry, start, starts[index + 1]).filter(
      ({ startFrame, endFrame }) => startFrame < toFrame && endFrame > fromFrame,
    ),
  );
}

/** When an entry was last over, at or before a frame; -Infinity for never. */
export function lastEnd<Content extends { readonly frames: number }>(
  { starts, ...entry }: Pick<Placing<Content>, 'starts' | 'runs' | 'loops' | 'lengthFrames'>,
  frame: FrameIndex,
): FrameIndex {
  let next: FrameIndex | undefined;
  // One turn nearly always: only an occurrence that could not be on air at all ends nothing.
  for (let start = starts.lastAtOrBefore(frame); start !== undefined; start = starts.lastAtOrBefore(start - 1)) {
    const ended = stretchesOf(entry, start, next).filter(({ endFrame }) => endFrame <= frame);
    if (ended.length > 0) return ended.at(-1)!.endFrame;
    next = start;
  }
  return Number.NEGATIVE_INFINITY;
}

/** The order in which entries give way: of equal priority the one that starts first stays (TL5). */
export function byPrecedence(a: ScheduleEntry, b: ScheduleEntry): number {
  return b.priority - a.priority || a.starts.firstFrame - b.starts.firstFrame || (a.id < b.id ? -1 : 1);
}
