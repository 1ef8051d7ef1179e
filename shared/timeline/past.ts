import type { FrameIndex } from '../units.js';
import { type Audience, type Condition, conditionKey, matches } from './audience.js';
import { lastEnd, type Placing } from './schedule.js';

/** When what is for an audience was last over. */
export interface Ended {
  readonly when: Condition;
  readonly endFrame: FrameIndex;
}

/**
 * What had ended when a version of a schedule took effect. An edit does not change that, even one that moves an entry
 * into the past or takes one out of it: so every version has it written down. The gap that is on air then began where the
 * last of these ended.
 */
export interface Past {
  readonly effectiveFrame: FrameIndex;
  readonly ended: readonly Ended[];
}

/** The past of a version, for one audience: between the two frames, it is by `originFrame` that gaps are filled. */
export interface PastGap {
  readonly originFrame: FrameIndex;
  readonly effectiveFrame: FrameIndex;
}

/** So many audiences' ends are written down: those that ended last. */
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
    // What a version put into the past has never ended.
    if (endFrame <= (past?.effectiveFrame ?? Number.NEGATIVE_INFINITY)) continue;
    const key = conditionKey(when);
    if (endFrame > (latest.get(key)?.endFrame ?? Number.NEGATIVE_INFINITY)) latest.set(key, { when, endFrame });
  }
  const ended = [...latest.values()].sort((a, b) => b.endFrame - a.endFrame);
  return ended
    .filter((one, index) => !ended.slice(0, index).some((later) => includes(later.when, one.when)))
    .slice(0, MOST_ENDED);
}

/** Null for a version that knows nothing of its past: then its entries tell. */
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
