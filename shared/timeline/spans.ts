import type { FrameIndex } from '../units.js';
import type { PastGap } from './past.js';
import type { PlacedEntry } from './placed-entry.js';
import type { Stretch } from './schedule.js';
import { lastEnd, stretchesBetween } from './schedule.js';
import type { HeadPiece, Sequence } from './sequence.js';

/** A stretch of the timeline that one occurrence of an entry, or a gap, has to itself. */
export interface Span extends Stretch {
  readonly isGap: boolean;
  /** Stands in where the span goes on with a media between two of its GOPs, up to the next one; once it is there. */
  readonly head?: HeadPiece;
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
  pastGap: PastGap | null,
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
  if (pastGap !== null && pastGap.originFrame > fromFrame && pastGap.originFrame < toFrame)
    cuts.add(pastGap.originFrame);
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
      originFrame: gapOrigin(byPrecedence, pastGap, previous, startFrame),
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

/**
 * Where the gap that lies at a frame began: its filler loops from there. The gap before everything loops from the epoch.
 * Up to when the version took effect, its record of the past counts, and the ends of its entries do not.
 */
export function gapStart(entries: readonly PlacedEntry[], pastGap: PastGap | null, frame: FrameIndex): FrameIndex {
  const known = pastGap !== null && pastGap.originFrame <= frame ? pastGap.originFrame : Number.NEGATIVE_INFINITY;
  const latestEnd = entries.reduce(
    (latest, { entry, overFrame }) =>
      Math.max(latest, pastCorrected(overFrame <= frame ? overFrame : lastEnd(entry, frame), pastGap)),
    known,
  );
  return Number.isFinite(latestEnd) ? latestEnd : 0;
}

function gapOrigin(
  entries: readonly PlacedEntry[],
  pastGap: PastGap | null,
  previous: Span | undefined,
  startFrame: FrameIndex,
): FrameIndex {
  if (startFrame === pastGap?.originFrame) return startFrame;
  if (previous === undefined) return gapStart(entries, pastGap, startFrame);
  return previous.isGap ? previous.originFrame : pastCorrected(previous.endFrame, pastGap);
}

/** An end that an edit put into the past did not begin the gap that was on air. */
function pastCorrected(endFrame: FrameIndex, pastGap: PastGap | null): FrameIndex {
  const isEdited = pastGap !== null && endFrame > pastGap.originFrame && endFrame <= pastGap.effectiveFrame;
  return isEdited ? pastGap.originFrame : endFrame;
}
