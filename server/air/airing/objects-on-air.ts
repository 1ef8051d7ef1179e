import { setImmediate } from 'node:timers/promises';
import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { airingsIn } from '../../../shared/timeline/window.js';
import type { Millis } from '../../../shared/units.js';
import type { ObjectOnAir } from '../../link/messages.js';

/** Of each lineup: some minutes of one-second items. */
const MOST_AIRINGS = 500;
/** After so many airings, which take less than a millisecond, feeds have their turn on this thread. */
const AIRINGS_AT_ONCE = 200;

/** The prepared objects that some lineups play between two instants, each once, with when it is first on air there. */
export async function objectsOnAir(lineups: Iterable<Lineup>, fromMs: Millis, untilMs: Millis): Promise<ObjectOnAir[]> {
  const startsMs = new Map<string, Millis>();
  let airingsSeen = 0;
  for (const lineup of lineups) {
    const { grid } = lineup;
    const airings = airingsIn(lineup, frameAt(grid, fromMs), frameAt(grid, untilMs) + 1, MOST_AIRINGS);
    for (const { item, startFrame } of airings) {
      const startMs = frameTimeMs(grid, startFrame);
      const { head } = lineup.spanAt(startFrame);
      for (const objectId of [item.objectId, item.head?.objectId, head?.objectId]) {
        if (objectId === undefined) continue;
        startsMs.set(objectId, Math.min(startMs, startsMs.get(objectId) ?? Number.POSITIVE_INFINITY));
      }
    }
    airingsSeen += airings.length;
    if (airingsSeen < AIRINGS_AT_ONCE) continue;
    airingsSeen = 0;
    await setImmediate();
  }
  return [...startsMs].map(([objectId, startMs]) => ({ objectId, startMs }));
}
