import type { FrameIndex } from '../units.js';
import type { PlacedEntry } from './placed-entry.js';
import type { ScheduleEntry, Stretch } from './schedule.js';
import { stretchesBetween, stretchesOf } from './schedule.js';
import type { Sequence } from './sequence.js';

/** A stretch of the timeline that one occurrence of an entry, or a gap, has to itself. */
export interface Span extends Stretch {
  readonly isGap: boolean;
}

interface RankedStretch extends Stretch {
  readonly rank: number;
}

/**
 * Cuts [fromFrame, toFrame) into spans: at every frame the first entry in precedence that has something to play is on
 * air, or the gap fill (TL1, TL5). Neighbours that go on with the same turns of the same sequence are one span.
 */
export function resolveSpans(
  byPrecedence: readonly PlacedEntry[],
  gapFill: Sequence,
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
): Span[] {
  const waiting: RankedStretch[] = [];
  byPrecedence.forEach(({ entry, overFrame }, rank) => {
    if (overFrame <= fromFrame || entry.starts.firstFrame >= toFrame) return;
    for (const stretch of stretchesBetween(entry, fromFrame, toFrame)) waiting.push({ ...stretch, rank });
  });
  waiting.sort((a, b) => a.startFrame - b.startFrame);
  const cuts = new Set([fromFrame, toFrame]);
  for (const { startFrame, endFrame } of waiting) {
    if (startFrame > fromFrame) cuts.add(startFrame);
    if (endFrame < toFrame) cuts.add(endFrame);
  }
  const boundaries = [...cuts].sort((a, b) => a - b);
  const spans: Span[] = [];
  let running: RankedStretch[] = [];
  let next = 0;
  for (const [index, startFrame] of boundaries.slice(0, -1).entries()) {
    running = running.filter((stretch) => stretch.endFrame > startFrame);
    for (; next < waiting.length && waiting[next]!.startFrame <= startFrame; next += 1) running.push(waiting[next]!);
    const endFrame = boundaries[index + 1]!;
    const onAir = running.reduce<RankedStretch | undefined>(
      (best, stretch) => (best === undefined || stretch.rank < best.rank ? stretch : best),
      undefined,
    );
    const previous = spans.at(-1);
    const { sequence, originFrame } = onAir ?? {
      sequence: gapFill,
      originFrame: previous?.isGap ? previous.originFrame : (previous?.endFrame ?? gapStart(byPrecedence, startFrame)),
    };
    const span = { startFrame, endFrame, originFrame, sequence, isGap: onAir === undefined };
    if (previous !== undefined && goesOn(previous, span)) spans[spans.length - 1] = { ...previous, endFrame };
    else spans.push(span);
  }
  return spans;
}

/** Whether one span plays on what the other plays: the same turns of the same sequence. */
export function goesOn(a: Span, b: Span): boolean {
  return a.sequence === b.sequence && a.originFrame === b.originFrame && a.isGap === b.isGap;
}

/** Where the gap that lies at a frame began: its filler loops from there. The gap before everything loops from the epoch. */
function gapStart(entries: readonly PlacedEntry[], frame: FrameIndex): FrameIndex {
  const latestEnd = entries.reduce(
    (latest, { entry, overFrame }) => Math.max(latest, overFrame <= frame ? overFrame : lastEnd(entry, frame)),
    Number.NEGATIVE_INFINITY,
  );
  return Number.isFinite(latestEnd) ? latestEnd : 0;
}

/** When an entry was last over, at or before a frame. */
function lastEnd({ starts, ...entry }: ScheduleEntry, frame: FrameIndex): FrameIndex {
  let next: FrameIndex | undefined;
  // One turn nearly always: only an occurrence that could not be on air at all ends nothing.
  for (let start = starts.lastAtOrBefore(frame); start !== undefined; start = starts.lastAtOrBefore(start - 1)) {
    const ended = stretchesOf(entry, start, next).filter(({ endFrame }) => endFrame <= frame);
    if (ended.length > 0) return ended.at(-1)!.endFrame;
    next = start;
  }
  return Number.NEGATIVE_INFINITY;
}
