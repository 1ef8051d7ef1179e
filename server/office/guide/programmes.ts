import { GAP_REACH_S } from '../../../shared/timeline/gap.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { airingAtFrame, spanWithin } from '../../../shared/timeline/position.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import type { FrameIndex } from '../../../shared/units.js';

/**
 * One line of a programme guide: an item for as long as it is on air; or a gap, however often its filler loops in it. The
 * slate that a host went to is a gap in the guide, too.
 */
export interface Programme {
  readonly item: Item;
  /** Null for a gap. */
  readonly sequenceId: string | null;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  /** The media's own frame on air at `startFrame`; 0 for a gap. */
  readonly inFrame: FrameIndex;
}

/** A part of a guide's range, and the lineup that was, is or will be in force in it. */
export interface Stretch {
  readonly lineup: Lineup;
  readonly fromFrame: FrameIndex;
  readonly toFrame: FrameIndex;
}

export interface ProgrammeList {
  /** In order, each starting where the one before ends. The first and the last may reach out of the range. */
  readonly programmes: readonly Programme[];
  /** Where the list would go on; null when it is complete. */
  readonly cutAtFrame: FrameIndex | null;
}

/** How many airings are looked at for one programme: a slot may be padded with very many turns of a short filler. */
const STEPS_A_PROGRAMME = 20;

/**
 * What is on air in adjoining stretches of time, at most `limit` programmes of it. An item that plays on from one airing
 * to the next, as it does over an edit elsewhere (TL4), is one programme.
 */
export function programmesIn(stretches: readonly Stretch[], limit: number): ProgrammeList {
  const programmes: Programme[] = [];
  let stepsLeft = limit * STEPS_A_PROGRAMME;
  for (const [index, stretch] of stretches.entries()) {
    // Inside the range a lineup has no say in the time of its neighbours.
    const earliest = index === 0 ? Number.NEGATIVE_INFINITY : stretch.fromFrame;
    const latest = index === stretches.length - 1 ? Number.POSITIVE_INFINITY : stretch.toFrame;
    for (let frame = stretch.fromFrame; frame < stretch.toFrame; stepsLeft -= 1) {
      const programme = cut(programmeAt(stretch, frame), earliest, latest);
      const previous = programmes.at(-1);
      if (previous !== undefined && playsOn(previous, programme)) {
        programmes[programmes.length - 1] = { ...previous, endFrame: programme.endFrame };
      } else if (programmes.length === limit || stepsLeft <= 0) {
        return { programmes, cutAtFrame: frame };
      } else {
        programmes.push(programme);
      }
      frame = programme.endFrame;
    }
  }
  return { programmes, cutAtFrame: null };
}

export function isGap({ item }: Programme): boolean {
  return item.kind !== 'media';
}

function programmeAt({ lineup, fromFrame, toFrame }: Stretch, frame: FrameIndex): Programme {
  const { item, sequenceId, startFrame, endFrame, inFrame } = airingAtFrame(lineup, frame);
  if (item.kind === 'media') return { item, sequenceId, startFrame, endFrame, inFrame };
  // Filler inside a slot ends with its airing; in a gap of the schedule it loops, perhaps for ever, as the slate does.
  if (sequenceId !== null) return { item, sequenceId: null, startFrame, endFrame, inFrame: 0 };
  const reach = GAP_REACH_S * lineup.grid.fps;
  const gap = spanWithin(lineup, frame, fromFrame - reach, toFrame + reach);
  return {
    item,
    sequenceId: null,
    startFrame: gap.startFrame > fromFrame - reach ? gap.startFrame : fromFrame,
    endFrame: gap.endFrame < toFrame + reach ? gap.endFrame : toFrame,
    inFrame: 0,
  };
}

function cut(programme: Programme, earliest: FrameIndex, latest: FrameIndex): Programme {
  const startFrame = Math.max(programme.startFrame, earliest);
  const inFrame = isGap(programme) ? 0 : programme.inFrame + startFrame - programme.startFrame;
  return { ...programme, startFrame, inFrame, endFrame: Math.min(programme.endFrame, latest) };
}

function playsOn(previous: Programme, next: Programme): boolean {
  if (previous.item.kind !== next.item.kind) return false;
  if (isGap(next)) return true;
  const reachedFrame = previous.inFrame + previous.endFrame - previous.startFrame;
  const isSame = previous.item.mediaId === next.item.mediaId && previous.sequenceId === next.sequenceId;
  return isSame && next.inFrame === reachedFrame;
}
