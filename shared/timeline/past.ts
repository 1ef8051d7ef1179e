import type { FrameIndex } from '../units.js';
import { type Audience, type Condition, conditionKey, matches } from './audience.js';
import { lastEnd, type Placing } from './schedule.js';

/** When what is for an audience was last over. */
export interface Ended {
  readonly when: Condition;
  readonly endFrame: FrameIndex;
}

/**
 * What had ended when a version of a schedule took effect. An edit cannot change that, not even by moving an entry into
 * the past or by removing one that is over, so each version has a record of it. The gap that is on air at that time began
 * at the last of these ends.
 */
export interface Past {
  readonly effectiveFrame: FrameIndex;
  readonly ended: readonly Ended[];
}

/** The past of a version, for one audience: between the two frames, gaps are filled from `originFrame` on. */
export interface PastGap {
  readonly originFrame: FrameIndex;
  readonly effectiveFrame: FrameIndex;
}

/** The record is limited to so many conditions, those with the latest ends. */
const MOST_ENDED = 100;

/** What has ended by a frame, at which another version takes effect. */
export function endedBy(
  {
    entries,
    past,
  }: { readonly entries: readonly (Placing<Sized> & Pick<Ended, 'when'>)[]; readonly past: Past | null },
  frame: FrameIndex,
): Ended[] {
  const latest = new Map((past?.ended ?? []).map((one) => [conditionKey(one.when), one]));
  for (const { when, ...entry } of entries) {
    const endFrame = lastEnd(entry, frame);
    // An end from before the version took effect was put there by an edit: nothing ended then.
    if (endFrame <= (past?.effectiveFrame ?? Number.NEGATIVE_INFINITY)) continue;
    const key = conditionKey(when);
    if (endFrame > (latest.get(key)?.endFrame ?? Number.NEGATIVE_INFINITY)) latest.set(key, { when, endFrame });
  }
  const ended = [...latest.values()].sort((a, b) => b.endFrame - a.endFrame);
  return ended
    .filter((one, index) => !ended.slice(0, index).some((later) => includes(later.when, one.when)))
    .slice(0, MOST_ENDED);
}

/** Null for a version without a record of its past, which then follows from its entries. */
export function pastGapOf(past: Past | null, audience: Audience): PastGap | null {
  if (past === null) return null;
  const ends = past.ended.filter(({ when }) => matches(when, audience)).map(({ endFrame }) => endFrame);
  // The gap before everything is filled from the epoch on.
  return { originFrame: Math.max(0, ...ends), effectiveFrame: past.effectiveFrame };
}

interface Sized {
  readonly frames: number;
}

/** Whether all that meet one condition meet the other. */
function includes(wide: Condition, narrow: Condition): boolean {
  return Object.entries(wide).every(([name, value]) => narrow[name] === value);
}
