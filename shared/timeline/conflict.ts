import type { FrameIndex } from '../units.js';
import { areDisjoint } from './audience.js';
import type { ChannelPlan, PlannedEntry } from './channel-plan.js';
import { stretchesBetween, stretchesOf } from './schedule.js';

/** How far ahead repeating entries are compared: every rule that counts in days, weeks, months or a year comes round. */
const HORIZON_S = 400 * 24 * 60 * 60;

/** The first frames that two entries of equal priority both want (TL5). */
export interface Conflict {
  /** The entry that was asked about. */
  readonly with: string;
  /** The entry that is in the way. */
  readonly entryId: string;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
}

interface Claim {
  readonly entry: PlannedEntry;
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
}

/**
 * The first conflict of some entries of a plan with one another or with the rest, from a frame on. Entries that never
 * repeat are compared for all time; where one of two repeats, for at least 400 days from where both have started.
 * @throws RangeError when the plan has no such entry.
 */
export function findConflict(plan: ChannelPlan, entryIds: Iterable<string>, fromFrame: FrameIndex): Conflict | null {
  const asked = new Set(entryIds);
  const touched = plan.entries.filter(({ id }) => asked.has(id));
  if (touched.length < asked.size) {
    const known = new Set(touched.map(({ id }) => id));
    throw new RangeError(`the plan has no entry ${[...asked].find((id) => !known.has(id))}`);
  }
  const horizonFrames = HORIZON_S * plan.grid.fps;
  const priorities = new Set(touched.map(({ priority }) => priority));
  const rivals = plan.entries.filter(({ priority }) => priorities.has(priority));
  const soon = firstAmong(claimsOf(rivals, fromFrame, fromFrame + 2 * horizonFrames), asked);
  const later = farPairs(touched, rivals, fromFrame + horizonFrames).flatMap(
    (pair) => firstAmong(claimsOfPair(pair, fromFrame, horizonFrames), asked) ?? [],
  );
  return [...(soon === null ? [] : [soon]), ...later].reduce<Conflict | null>(
    (first, one) => (first === null || one.startFrame < first.startFrame ? one : first),
    null,
  );
}

/** All of the entries that come once, and what those that repeat claim of [fromFrame, toFrame). */
function claimsOf(entries: readonly PlannedEntry[], fromFrame: FrameIndex, toFrame: FrameIndex): Claim[] {
  return entries.flatMap((entry) => {
    const { starts } = entry;
    const stretches = starts.repeats
      ? stretchesBetween(entry, fromFrame, toFrame)
      : stretchesOf(entry, starts.firstFrame).filter(({ endFrame }) => endFrame > fromFrame);
    return stretches.map(({ startFrame, endFrame }) => ({
      ...{ entry, startFrame: Math.max(startFrame, fromFrame), endFrame },
    }));
  });
}

/** The pairs of which one repeats and the later starts so late that both were not compared for the horizon yet. */
function farPairs(
  touched: readonly PlannedEntry[],
  rivals: readonly PlannedEntry[],
  farFrame: FrameIndex,
): [PlannedEntry, PlannedEntry][] {
  const isFar = ({ starts }: PlannedEntry) => starts.firstFrame > farFrame;
  const far = rivals.filter(isFar);
  const repeating = rivals.filter(({ starts }) => starts.repeats);
  return touched.flatMap((entry) => {
    const others = isFar(entry) ? (entry.starts.repeats ? rivals : repeating) : entry.starts.repeats ? far : [];
    return others.filter((other) => other !== entry).map((other): [PlannedEntry, PlannedEntry] => [entry, other]);
  });
}

function claimsOfPair(pair: readonly PlannedEntry[], fromFrame: FrameIndex, horizonFrames: number): Claim[] {
  const bothFrom = Math.max(fromFrame, ...pair.map(({ starts }) => starts.firstFrame));
  return claimsOf(pair, bothFrom, bothFrom + horizonFrames);
}

/** Goes through claims as they begin; what is claimed at the same time by two, one of them asked about, is a conflict. */
function firstAmong(claims: Claim[], asked: ReadonlySet<string>): Conflict | null {
  claims.sort((a, b) => a.startFrame - b.startFrame);
  let standing: Claim[] = [];
  for (const claim of claims) {
    standing = standing.filter(({ endFrame }) => endFrame > claim.startFrame);
    const other = standing.find((one) => excludeEachOther(one.entry, claim.entry, asked));
    if (other !== undefined) {
      const [mine, others] = asked.has(claim.entry.id) ? [claim, other] : [other, claim];
      const endFrame = Math.min(claim.endFrame, other.endFrame);
      return { with: mine.entry.id, entryId: others.entry.id, startFrame: claim.startFrame, endFrame };
    }
    standing.push(claim);
  }
  return null;
}

function excludeEachOther(a: PlannedEntry, b: PlannedEntry, asked: ReadonlySet<string>): boolean {
  return a !== b && a.priority === b.priority && (asked.has(a.id) || asked.has(b.id)) && !areDisjoint(a.when, b.when);
}
