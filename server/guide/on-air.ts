import type { NowAnswer, NowItem } from '../../shared/api/now.js';
import { frameTimeMs } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import type { Position } from '../../shared/timeline/position.js';
import { position, positionAtFrame } from '../../shared/timeline/position.js';
import type { Millis } from '../../shared/units.js';

/** What is on air at an instant on the lineup that is in force then, and what the lineup has after it. */
export function onAirAt(lineup: Lineup, atMs: Millis): NowAnswer {
  const current = position(lineup, atMs);
  const next = positionAtFrame(lineup, current.airing.endFrame);
  return {
    at: atMs,
    version: lineup.version,
    lineup: lineup.key,
    item: nowItem(lineup, current),
    next: nowItem(lineup, next),
  };
}

function nowItem({ grid }: Lineup, { airing, mediaFrame }: Position): NowItem {
  const { item, sequenceId, startFrame, endFrame } = airing;
  const { kind, mediaId, title, slot } = item;
  return {
    ...{ kind, mediaId, title },
    ...(sequenceId === null ? {} : { sequenceId }),
    ...(slot === undefined ? {} : { slot }),
    startsAt: frameTimeMs(grid, startFrame),
    endsAt: frameTimeMs(grid, endFrame),
    offsetMs: frameTimeMs(grid, mediaFrame),
    frame: mediaFrame,
  };
}
