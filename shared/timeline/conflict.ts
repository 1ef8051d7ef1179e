import type { FrameIndex } from '../units.js';
import { areDisjoint } from './audience.js';
import type { ChannelPlan, PlannedEntry } from './channel-plan.js';
import { stretchesBetween } from './schedule.js';

/** How far ahead repeating entries are compared: every rule that counts in days, weeks, months or a year comes round. */
const HORIZON_S = 400 * 24 * 60 * 60;

/** The first frames that two entries of equal priority both want (TL5). */
export interface Conflict {
  /** The entry that is in the way. */
  readonly entryId: string;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
}

/**
 * The first conflict of an entry of a plan with the others, from a frame on; where one of two repeats, within 400 days
 * of where both have started.
 * @throws RangeError when the plan has no such entry.
 */
export function findConflict(plan: ChannelPlan, entryId: string, fromFrame: FrameIndex): Conflict | null {
  const entry = plan.entries.find(({ id }) => id === entryId);
  if (entry === undefined) throw new RangeError(`the plan has no entry ${entryId}`);
  let first: Conflict | null = null;
  for (const other of plan.entries) {
    if (other.id === entryId || other.priority !== entry.priority || areDisjoint(entry.when, other.when)) continue;
    const overlap = firstOverlap(entry, other, fromFrame, HORIZON_S * plan.grid.fps);
    if (overlap !== null && (first === null || overlap.startFrame < first.startFrame)) {
      first = { entryId: other.id, ...overlap };
    }
  }
  return first;
}

function firstOverlap(
  a: PlannedEntry,
  b: PlannedEntry,
  fromFrame: FrameIndex,
  horizonFrames: number,
): Omit<Conflict, 'entryId'> | null {
  const bothFrom = Math.max(fromFrame, a.starts.firstFrame, b.starts.firstFrame);
  const of = (entry: PlannedEntry) => stretchesBetween(entry, bothFrom, bothFrom + horizonFrames);
  const [ofA, ofB] = [of(a), of(b)];
  for (let i = 0, j = 0; i < ofA.length && j < ofB.length; ) {
    const startFrame = Math.max(ofA[i]!.startFrame, ofB[j]!.startFrame, fromFrame);
    const endFrame = Math.min(ofA[i]!.endFrame, ofB[j]!.endFrame);
    if (startFrame < endFrame) return { startFrame, endFrame };
    if (ofA[i]!.endFrame <= ofB[j]!.endFrame) i += 1;
    else j += 1;
  }
  return null;
}
