import type { TimelineWindow, Airing as WireAiring } from '../../shared/protocol/viewer.js';
import { frameAt, frameTimeMs } from '../../shared/timeline/grid.js';
import type { Airing } from '../../shared/timeline/position.js';
import { airingsIn } from '../../shared/timeline/window.js';
import type { Millis } from '../../shared/units.js';
import type { OnAir } from './channel-directory.js';

const WINDOW_MS = 60 * 60 * 1000;
const MOST_AIRINGS = 64;
/** A viewer may still be showing what was on air a moment ago. */
const LOOK_BACK_MS = 5000;

/** What a viewer is told of the timeline: an hour, or as much of it as 64 airings cover. */
export function timelineWindow({ lineup, effectiveAtMs }: Omit<OnAir, 'channel'>, nowMs: Millis): TimelineWindow {
  const { grid, version } = lineup;
  const airings = airingsIn(
    lineup,
    frameAt(grid, nowMs - LOOK_BACK_MS),
    frameAt(grid, nowMs + WINDOW_MS),
    MOST_AIRINGS,
  );
  return {
    version,
    fps: grid.fps,
    effectiveAtMs,
    untilMs: frameTimeMs(grid, airings.at(-1)!.endFrame),
    airings: airings.map(wireAiring),
  };
}

function wireAiring({ item, ...airing }: Airing): WireAiring {
  const { kind, mediaId, title } = item;
  return { kind, mediaId, title, ...airing };
}

/** When to send the next window: well before this one runs out. */
export function nextWindowInMs(window: TimelineWindow, nowMs: Millis): Millis {
  return Math.max(1000, (window.untilMs - nowMs) / 2);
}
