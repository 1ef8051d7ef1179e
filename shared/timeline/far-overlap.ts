import type { FrameIndex } from '../units.js';
import type { Grid } from './grid.js';
import { type Placing, type Stretch, stretchesBetween, stretchesOf } from './schedule.js';

const DAY_S = 24 * 60 * 60;
/** The calendar comes again as it was every 400 years. */
const LONGEST_LOOK_DAYS = 146_097;
/** Occurrences are asked for in ever longer steps, for they may be many a day or one in a thousand years. */
const FIRST_STEP_DAYS = 8;
const LONGEST_STEP_DAYS = 1461;

type Content = { readonly frames: number };
type Overlap = Pick<Stretch, 'startFrame' | 'endFrame'>;

/**
 * The first frames, from one on, that two entries both want, one of which repeats. It is found by the occurrences of the
 * rarer one, at most so many of them, pauses of years counted too, so that it costs little however far away it is.
 */
export function firstOverlap<Plays extends Content>(
  a: Placing<Plays>,
  b: Placing<Plays>,
  fromFrame: FrameIndex,
  grid: Grid,
  most: number,
): Overlap | null {
  const [rarer, other] = isRarer(a, b) ? [a, b] : [b, a];
  const dayFrames = DAY_S * grid.fps;
  let left = most;
  for (const stretches of occurrences(rarer, fromFrame, dayFrames)) {
    for (const { startFrame, endFrame } of stretches) {
      const met = firstWithin(other, Math.max(startFrame, fromFrame), endFrame, dayFrames);
      if (met !== null) return met;
    }
    left -= 1;
    if (left === 0) return null;
  }
  return null;
}

function isRarer(a: Placing<Content>, b: Placing<Content>): boolean {
  if (!a.starts.repeats || !b.starts.repeats) return !a.starts.repeats;
  if (a.starts.cycleDays !== b.starts.cycleDays) return a.starts.cycleDays > b.starts.cycleDays;
  return a.starts.mostADay < b.starts.mostADay;
}

/** What each occurrence of an entry plays, from the one that is on air at a frame on; nothing for a step without any. */
function* occurrences<Plays extends Content>(
  entry: Placing<Plays>,
  fromFrame: FrameIndex,
  dayFrames: number,
): Generator<readonly Stretch<Plays>[], undefined> {
  const { starts } = entry;
  let start = starts.lastAtOrBefore(fromFrame);
  const farFrame = fromFrame + LONGEST_LOOK_DAYS * dayFrames;
  let days = FIRST_STEP_DAYS;
  for (let from = fromFrame + 1; from < farFrame; from += days * dayFrames) {
    days = Math.min(2 * days, LONGEST_STEP_DAYS);
    const found = starts.between(from, from + days * dayFrames);
    for (const next of found) {
      if (start !== undefined) yield stretchesOf(entry, start, next);
      start = next;
    }
    if (found.length === 0) yield [];
  }
  if (start !== undefined) yield stretchesOf(entry, start);
}

/** The first frames of [fromFrame, toFrame) that an entry wants; the end of these may be unknown, so it looks on by doubling. */
function firstWithin<Plays extends Content>(
  entry: Placing<Plays>,
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
  dayFrames: number,
): Overlap | null {
  const farFrame = Math.min(toFrame, fromFrame + LONGEST_LOOK_DAYS * dayFrames);
  for (let from = fromFrame, days = 1; from < farFrame; from += days * dayFrames, days *= 2) {
    const to = Math.min(farFrame, from + days * dayFrames);
    const [met] = stretchesBetween(entry, from, to);
    if (met !== undefined) {
      return { startFrame: Math.max(met.startFrame, from), endFrame: Math.min(met.endFrame, toFrame) };
    }
  }
  return null;
}
