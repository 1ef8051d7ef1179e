import type { FrameIndex } from '../units.js';
import type { Lineup } from './lineup.js';
import { type Airing, airingAtFrame, spanWithin } from './position.js';

/** A stretch on which another thing is on air, or the same at another frame of it. */
export interface LineupChange {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  readonly before: Airing;
  readonly after: Airing;
}

/** How many airings are compared at most: what differs in name alone would be compared for ever. */
const MOST_COMPARED = 10_000;

/**
 * What an edit changes in [fromFrame, toFrame), in order; at most `limit` stretches. What fills a gap, or the slate, and
 * merely starts elsewhere in itself is no change that anybody plans: of these it is compared what they are.
 */
export function diffLineups(
  before: Lineup,
  after: Lineup,
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
  limit: number,
): LineupChange[] {
  const changes: LineupChange[] = [];
  let compared = 0;
  for (let frame = fromFrame; frame < toFrame && changes.length < limit && compared < MOST_COMPARED; ) {
    const same = alikeUntil(before, after, frame);
    if (same > frame) {
      frame = same;
      continue;
    }
    compared += 1;
    const [was, is] = [airingAtFrame(before, frame), airingAtFrame(after, frame)];
    const endFrame = Math.min(endOf(was, before, frame, toFrame), endOf(is, after, frame, toFrame));
    if (!playsTheSame(was, is)) changes.push({ startFrame: frame, endFrame, before: was, after: is });
    frame = endFrame;
  }
  return changes;
}

/** TL4: whether an edit puts another item, or another frame of it, on air at a frame. */
export function changesNow(before: Lineup, after: Lineup, frame: FrameIndex): boolean {
  return !playsTheSame(airingAtFrame(before, frame), airingAtFrame(after, frame));
}

/** A frame up to which turns of equal sequences run side by side, however many items they have. */
function alikeUntil(before: Lineup, after: Lineup, frame: FrameIndex): FrameIndex {
  const [a, b] = [before.spanAt(frame), after.spanAt(frame)];
  const isInStep = (a.originFrame - b.originFrame) % a.sequence.frames === 0;
  const areAlike = a.sequence.hash === b.sequence.hash && (a.sequence.id === null || isInStep);
  return areAlike ? Math.min(a.endFrame, b.endFrame) : frame;
}

/** Until when an airing goes on, at most until `toFrame`; with the turns after it where it is all that is played there. */
function endOf({ sequenceId, endFrame }: Airing, lineup: Lineup, frame: FrameIndex, toFrame: FrameIndex): FrameIndex {
  return sequenceId === null ? spanWithin(lineup, frame, frame, toFrame).endFrame : Math.min(endFrame, toFrame);
}

function playsTheSame(a: Airing, b: Airing): boolean {
  return (
    a.item.kind === b.item.kind &&
    a.item.mediaId === b.item.mediaId &&
    a.item.objectId === b.item.objectId &&
    a.inFrame - a.startFrame === b.inFrame - b.startFrame
  );
}
