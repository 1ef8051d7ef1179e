import type { NowAnswer, NowItem } from '../../shared/api/now.js';
import type { Millis } from '../../shared/units.js';

/** An edit of the schedule is told to who watches, not to this page: it looks. */
const LONGEST_MS = 60_000;
/** Everybody's items end at the same moment; not everybody has to ask at it. */
const SPREAD_MS = 4000;
const AFTER_FAILURE_MS = 3000;

/** What is on, and what comes next if that is known. */
export interface OnAir {
  readonly item: NowItem;
  readonly next: NowItem | null;
}

/** What an answer says of a moment soon after it was given; null once it says nothing of it any more. */
export function onAirAt({ item, next }: NowAnswer, atMs: Millis): OnAir | null {
  if (atMs < item.endsAt) return { item, next };
  return atMs < next.endsAt ? { item: next, next: null } : null;
}

/**
 * When to ask again after an answer, or after none: some time after the item ends, because what follows it is known.
 * @param random from 0 to 1
 */
export function askAgainInMs(answer: NowAnswer | null, random: number): Millis {
  if (answer === null) return AFTER_FAILURE_MS * (1 + random);
  const { at, item, next } = answer;
  const spreadMs = Math.min(SPREAD_MS, (next.endsAt - next.startsAt) / 2);
  return Math.min(item.endsAt - at, LONGEST_MS) + spreadMs * random;
}
