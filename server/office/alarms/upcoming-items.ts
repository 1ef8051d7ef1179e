import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import { airingsIn } from '../../../shared/timeline/window.js';
import type { Millis } from '../../../shared/units.js';

const HORIZON_MS = 15 * 60_000;
const MOST_AIRINGS = 64;
const MOST_LINEUPS = 20;

export interface UpcomingItem {
  readonly item: Item;
  /** When it is on air first, or since when. */
  readonly atMs: Millis;
}

/** What is on air now or within a quarter of an hour, for any of some audiences: each item once, soonest first. */
export function upcomingItems(lineups: Iterable<Lineup>, nowMs: Millis): UpcomingItem[] {
  const upcoming = new Map<string, UpcomingItem>();
  for (const lineup of [...new Set(lineups)].slice(0, MOST_LINEUPS)) {
    const { grid } = lineup;
    const airings = airingsIn(lineup, frameAt(grid, nowMs), frameAt(grid, nowMs + HORIZON_MS), MOST_AIRINGS);
    for (const { item, startFrame } of airings) {
      const key = `${item.objectId}/${item.inFrame}`;
      const atMs = frameTimeMs(grid, startFrame);
      if (atMs < (upcoming.get(key)?.atMs ?? Number.POSITIVE_INFINITY)) upcoming.set(key, { item, atMs });
    }
  }
  return [...upcoming.values()].sort((a, b) => a.atMs - b.atMs);
}
