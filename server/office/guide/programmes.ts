import { GAP_REACH_S } from '../../../shared/timeline/gap.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { airingAtFrame, spanWithin } from '../../../shared/timeline/position.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import type { Span } from '../../../shared/timeline/spans.js';
import type { FrameIndex } from '../../../shared/units.js';

/**
 * One line of a programme guide: an item for as long as it is on air; a sequence, for an occurrence of it; or a gap, however
 * often its filler loops in it. The slate that a host went to is a gap in the guide, too.
 */
export interface Programme {
  /** Of a sequence that is told of as one, what is on air at its start. */
  readonly item: Item;
  /** Null for a gap. */
  readonly sequenceId: string | null;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  /** The media's own frame on air at `startFrame`; 0 for a gap, and for a sequence. */
  readonly inFrame: FrameIndex;
  /** Whether the items of the sequence are told of as one. */
  readonly isWhole: boolean;
}

/** What guides are made of: each item that is on air, or each occurrence of a sequence as one. */
export type Detail = 'items' | 'sequences';

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

/** A programme, and whether it is one of its own wherever it follows another of its sequence. */
interface Found extends Programme {
  readonly begins: boolean;
}

/** How many airings are looked at for one programme: a slot may be padded with very many turns of a short filler. */
const STEPS_A_PROGRAMME = 20;
/** A loop that goes on for longer than a day is told of in parts of whole turns, each of them at least half an hour. */
const LONGEST_PROGRAMME_S = 86_400;
const SHORTEST_PART_S = 1800;

/**
 * What is on air in adjoining stretches of time, at most `limit` programmes of it. An item that plays on from one airing
 * to the next, as it does over an edit elsewhere (TL4), is one programme.
 */
export function programmesIn(stretches: readonly Stretch[], limit: number, detail: Detail = 'items'): ProgrammeList {
  const programmes: Programme[] = [];
  let stepsLeft = limit * STEPS_A_PROGRAMME;
  for (const [index, stretch] of stretches.entries()) {
    // Inside the range a lineup has no say in the time of its neighbours.
    const earliest = index === 0 ? Number.NEGATIVE_INFINITY : stretch.fromFrame;
    const latest = index === stretches.length - 1 ? Number.POSITIVE_INFINITY : stretch.toFrame;
    for (let frame = stretch.fromFrame; frame < stretch.toFrame; stepsLeft -= 1) {
      const { begins, ...found } = programmeAt(stretch, frame, detail);
      const programme = cut(found, earliest, latest);
      const previous = programmes.at(-1);
      const isNew = begins && programme.startFrame === found.startFrame;
      if (previous !== undefined && !isNew && playsOn(previous, programme)) {
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

export function isGap({ item, isWhole }: Programme): boolean {
  return item.kind !== 'media' && !isWhole;
}

function programmeAt(stretch: Stretch, frame: FrameIndex, detail: Detail): Found {
  const { item, sequenceId, startFrame, endFrame, inFrame } = airingAtFrame(stretch.lineup, frame);
  if (sequenceId === null) return gapAt(stretch, frame, item);
  if (detail === 'sequences') return { ...wholeAt(stretch, frame), item, sequenceId, inFrame: 0, isWhole: true };
  const stay = { item, startFrame, endFrame, isWhole: false, begins: false };
  // Filler inside a slot ends with its airing.
  return item.kind === 'media' ? { ...stay, sequenceId, inFrame } : { ...stay, sequenceId: null, inFrame: 0 };
}

/** In a gap of the schedule the filler loops, perhaps for ever, as the slate does. */
function gapAt(stretch: Stretch, frame: FrameIndex, item: Item): Found {
  const { fromFrame, toFrame, lineup } = stretch;
  const reach = GAP_REACH_S * lineup.grid.fps;
  const gap = spanAround(stretch, frame);
  return {
    ...{ item, sequenceId: null, inFrame: 0, isWhole: false, begins: false },
    startFrame: gap.startFrame > fromFrame - reach ? gap.startFrame : fromFrame,
    endFrame: gap.endFrame < toFrame + reach ? gap.endFrame : toFrame,
  };
}

/** What one occurrence of a sequence has to itself around a frame; of a loop that goes on and on, some of its turns. */
function wholeAt(stretch: Stretch, frame: FrameIndex): Pick<Found, 'startFrame' | 'endFrame' | 'begins'> {
  const { startFrame, endFrame, originFrame, sequence } = spanAround(stretch, frame);
  const { fps } = stretch.lineup.grid;
  if (endFrame - startFrame <= LONGEST_PROGRAMME_S * fps) {
    return { startFrame, endFrame, begins: startFrame === originFrame };
  }
  const turnFrames = sequence.frames;
  const partFrames = Math.ceil((SHORTEST_PART_S * fps) / turnFrames) * turnFrames;
  const partStart = originFrame + Math.floor((frame - originFrame) / partFrames) * partFrames;
  return {
    startFrame: Math.max(startFrame, partStart),
    endFrame: Math.min(endFrame, partStart + partFrames),
    begins: partStart >= startFrame,
  };
}

/** What goes on around a frame, up to a week before and behind what was asked for. */
function spanAround({ lineup, fromFrame, toFrame }: Stretch, frame: FrameIndex): Span {
  const reach = GAP_REACH_S * lineup.grid.fps;
  return spanWithin(lineup, frame, fromFrame - reach, toFrame + reach);
}

/** A programme as far as it lies between two frames. */
export function cut(programme: Programme, earliest: FrameIndex, latest: FrameIndex): Programme {
  const startFrame = Math.max(programme.startFrame, earliest);
  const inFrame =
    programme.item.kind === 'media' && !programme.isWhole ? programme.inFrame + startFrame - programme.startFrame : 0;
  return { ...programme, startFrame, inFrame, endFrame: Math.min(programme.endFrame, latest) };
}

function playsOn(previous: Programme, next: Programme): boolean {
  if (previous.isWhole || next.isWhole) return previous.sequenceId === next.sequenceId;
  if (previous.item.kind !== next.item.kind) return false;
  if (isGap(next)) return true;
  const reachedFrame = previous.inFrame + previous.endFrame - previous.startFrame;
  const isSame = previous.item.mediaId === next.item.mediaId && previous.sequenceId === next.sequenceId;
  return isSame && next.inFrame === reachedFrame;
}
