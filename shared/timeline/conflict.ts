import type { FrameIndex } from '../units.js';
import { areDisjoint } from './audience.js';
import type { ChannelPlan, PlannedEntry } from './channel-plan.js';
import { firstOverlap } from './far-overlap.js';
import { type Grid, greatestCommonDivisor } from './grid.js';
import { stretchesBetween, stretchesOf } from './schedule.js';

const DAY_S = 24 * 60 * 60;
/** Every rule that counts in days or weeks, and in which clocks change as they do each year, comes round by then. */
const HORIZON_DAYS = 400;
/** Repeating entries are compared so many days at a time. */
const WINDOW_DAYS = 40;
/** How many occurrences are looked at behind the horizon: of all pairs, and of one of them. */
const MOST_FAR = 50_000;
const MOST_FAR_OF_PAIR = 1000;

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
 * repeat are compared for all time. Where one of two repeats, both are compared for at least 400 days from where they
 * have started; two that meet more rarely, such as every 7th and every 29th month, for a thousand occurrences of the
 * rarer one more, or four centuries; fewer where very many such pairs are asked about.
 * @throws RangeError when the plan has no such entry.
 */
export function findConflict(plan: ChannelPlan, entryIds: Iterable<string>, fromFrame: FrameIndex): Conflict | null {
  const asked = new Set(entryIds);
  const touched = plan.entries.filter(({ id }) => asked.has(id));
  if (touched.length < asked.size) {
    const known = new Set(touched.map(({ id }) => id));
    throw new RangeError(`the plan has no entry ${[...asked].find((id) => !known.has(id))}`);
  }
  const dayFrames = DAY_S * plan.grid.fps;
  const horizonFrames = HORIZON_DAYS * dayFrames;
  const priorities = new Set(touched.map(({ priority }) => priority));
  const rivals = plan.entries.filter(({ priority }) => priorities.has(priority));
  const soonFrame = allSoonFrom(rivals, fromFrame, horizonFrames) + horizonFrames;
  const single = firstAmong(claimsOfSingle(rivals, fromFrame), asked);
  const soon = firstOfWindows(touched, rivals, fromFrame, soonFrame, WINDOW_DAYS * dayFrames);
  // Where there is one soon, what is looked for further on cannot come before it.
  const pairs = soon === null ? openPairs(touched, rivals, soonFrame - horizonFrames, soonFrame) : [];
  const most = Math.min(MOST_FAR_OF_PAIR, Math.ceil(MOST_FAR / Math.max(1, pairs.length)));
  return [single, soon, ...pairs.map((pair) => conflictOfPair(pair, plan.grid, most))].reduce(
    (first, one) => (first === null || (one !== null && one.startFrame < first.startFrame) ? one : first),
    null,
  );
}

/** From when on all entries have started, those aside that start beyond the horizon. */
function allSoonFrom(entries: readonly PlannedEntry[], fromFrame: FrameIndex, horizonFrames: number): FrameIndex {
  return entries.reduce(
    (latest, { starts: { firstFrame } }) =>
      firstFrame <= fromFrame + horizonFrames ? Math.max(latest, firstFrame) : latest,
    fromFrame,
  );
}

/** What the entries that come once claim from a frame on. */
function claimsOfSingle(entries: readonly PlannedEntry[], fromFrame: FrameIndex): Claim[] {
  return entries
    .filter(({ starts }) => !starts.repeats)
    .flatMap((entry) => claimsOf(entry, stretchesOf(entry, entry.starts.firstFrame), fromFrame));
}

function claimsOf(entry: PlannedEntry, stretches: readonly Omit<Claim, 'entry'>[], fromFrame: FrameIndex): Claim[] {
  return stretches
    .filter(({ endFrame }) => endFrame > fromFrame)
    .map(({ startFrame, endFrame }) => ({ entry, startFrame: Math.max(startFrame, fromFrame), endFrame }));
}

/** The first conflict in [fromFrame, toFrame), a window at a time, in as much of it as the entries asked about may claim. */
function firstOfWindows(
  touched: readonly PlannedEntry[],
  rivals: readonly PlannedEntry[],
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
  windowFrames: number,
): Conflict | null {
  const asked = new Set(touched.map(({ id }) => id));
  const ends = touched.map(({ starts, ...entry }) =>
    starts.repeats ? toFrame : (stretchesOf(entry, starts.firstFrame).at(-1)?.endFrame ?? fromFrame),
  );
  const endFrame = Math.min(toFrame, Math.max(fromFrame, ...ends));
  const firstFrame = Math.max(fromFrame, Math.min(...touched.map(({ starts }) => starts.firstFrame)));
  for (let from = firstFrame; from < endFrame; from += windowFrames) {
    const to = Math.min(endFrame, from + windowFrames);
    const claims = rivals.flatMap((entry) => claimsOf(entry, stretchesBetween(entry, from, to), from));
    const found = firstAmong(claims, asked);
    if (found !== null) return found;
  }
  return null;
}

interface Pair {
  readonly asked: PlannedEntry;
  readonly other: PlannedEntry;
  readonly fromFrame: FrameIndex;
}

/** The pairs, one or both of which repeat, that the windows have not settled, and from where on. */
function openPairs(
  touched: readonly PlannedEntry[],
  rivals: readonly PlannedEntry[],
  allFrom: FrameIndex,
  soonFrame: FrameIndex,
): Pair[] {
  const done = new Set<PlannedEntry>();
  return touched.flatMap((asked) => {
    done.add(asked);
    return rivals
      .filter((other) => !done.has(other) && excludeEachOther(asked, other))
      .flatMap((other): Pair[] => {
        if (!asked.starts.repeats && !other.starts.repeats) return [];
        const bothFrom = Math.max(asked.starts.firstFrame, other.starts.firstFrame);
        if (bothFrom > allFrom) return [{ asked, other, fromFrame: bothFrom }];
        return meetWithinHorizon(asked, other, soonFrame) ? [] : [{ asked, other, fromFrame: soonFrame }];
      });
  });
}

/** Whether two entries that meet at all do so soon after both have started. */
function meetWithinHorizon(a: PlannedEntry, b: PlannedEntry, soonFrame: FrameIndex): boolean {
  const single = [a, b].find(({ starts }) => !starts.repeats);
  if (single !== undefined && single.starts.firstFrame + single.lengthFrames <= soonFrame) return true;
  const [cycle, other] = [a, b].map(({ starts }) => (starts.repeats ? starts.cycleDays : 1)) as [number, number];
  if (!Number.isFinite(cycle + other)) return false;
  return (cycle / greatestCommonDivisor(cycle, other)) * other <= HORIZON_DAYS;
}

function conflictOfPair({ asked, other, fromFrame }: Pair, grid: Grid, most: number): Conflict | null {
  const overlap = firstOverlap(asked, other, fromFrame, grid, most);
  return overlap && { with: asked.id, entryId: other.id, ...overlap };
}

/** Goes through claims as they begin; what is claimed at the same time by two, one of them asked about, is a conflict. */
function firstAmong(claims: Claim[], asked: ReadonlySet<string>): Conflict | null {
  claims.sort((a, b) => a.startFrame - b.startFrame);
  let standing: Claim[] = [];
  for (const claim of claims) {
    standing = standing.filter(({ endFrame }) => endFrame > claim.startFrame);
    const other = standing.find(
      ({ entry }) => (asked.has(entry.id) || asked.has(claim.entry.id)) && excludeEachOther(entry, claim.entry),
    );
    if (other !== undefined) {
      const [mine, others] = asked.has(claim.entry.id) ? [claim, other] : [other, claim];
      const endFrame = Math.min(claim.endFrame, other.endFrame);
      return { with: mine.entry.id, entryId: others.entry.id, startFrame: claim.startFrame, endFrame };
    }
    standing.push(claim);
  }
  return null;
}

function excludeEachOther(a: PlannedEntry, b: PlannedEntry): boolean {
  return a !== b && a.priority === b.priority && !areDisjoint(a.when, b.when);
}
