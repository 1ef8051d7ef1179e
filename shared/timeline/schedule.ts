import type { FrameIndex } from '../units.js';
import type { Sequence } from './sequence.js';

/** A sequence placed on a channel, in frames of the global timeline, every boundary on the grid. */
export interface ScheduleEntry {
  readonly id: string;
  readonly sequence: Sequence;
  readonly startFrame: FrameIndex;
  /** The frame after the last; Infinity for a loop without an end. */
  readonly endFrame: FrameIndex;
  readonly priority: number;
}

/** A stretch of the timeline that one entry has to itself; null is a gap. */
export interface Span {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  readonly entry: ScheduleEntry | null;
}

/**
 * Cuts the whole timeline, from minus to plus infinity, into spans: at every frame the entry of highest priority, of
 * equals the one listed first, is on air (TL1, TL5). Neighbours of the same entry are one span.
 */
export function resolveSpans(entries: readonly ScheduleEntry[]): Span[] {
  const cuts = new Set<FrameIndex>([Number.NEGATIVE_INFINITY]);
  for (const entry of entries) {
    if (!(entry.endFrame > entry.startFrame)) throw new RangeError(`schedule entry ${entry.id} ends before it starts`);
    cuts.add(entry.startFrame);
    if (entry.endFrame !== Number.POSITIVE_INFINITY) cuts.add(entry.endFrame);
  }
  const boundaries = [...cuts].sort((a, b) => a - b);
  const byStart = [...entries].sort((a, b) => a.startFrame - b.startFrame);
  const spans: Span[] = [];
  let running: ScheduleEntry[] = [];
  let nextToStart = 0;
  for (const [index, startFrame] of boundaries.entries()) {
    running = running.filter((entry) => entry.endFrame > startFrame);
    while (nextToStart < byStart.length && byStart[nextToStart]!.startFrame <= startFrame) {
      running.push(byStart[nextToStart++]!);
    }
    const entry = running.reduce<ScheduleEntry | null>(
      (best, candidate) => (best === null || candidate.priority > best.priority ? candidate : best),
      null,
    );
    const endFrame = boundaries[index + 1] ?? Number.POSITIVE_INFINITY;
    const previous = spans.at(-1);
    if (previous !== undefined && previous.entry === entry) spans[spans.length - 1] = { ...previous, endFrame };
    else spans.push({ startFrame, endFrame, entry });
  }
  return spans;
}
