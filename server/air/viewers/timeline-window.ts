import type { TimelineWindow, Airing as WireAiring } from '../../../shared/protocol/viewer.js';
import { GAP_REACH_S, gapAround } from '../../../shared/timeline/gap.js';
import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { airingAtFrame } from '../../../shared/timeline/position.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { OnAir } from '../airing/on-air.js';

const WINDOW_MS = 60 * 60 * 1000;
const MOST_AIRINGS = 64;
/** A viewer may still be showing what was on air a moment ago. */
const LOOK_BACK_MS = 5000;

/** What a viewer is told of the timeline: an hour, or as much of it as 64 airings cover, and what comes next anyhow. */
export function timelineWindow({ lineup, effectiveAtMs }: Omit<OnAir, 'channel'>, nowMs: Millis): TimelineWindow {
  const { grid, version } = lineup;
  const fromFrame = frameAt(grid, nowMs - LOOK_BACK_MS);
  const nowFrame = frameAt(grid, nowMs);
  const farFrame = fromFrame + GAP_REACH_S * grid.fps;
  const { knownUntilFrame } = lineup;
  let toFrame = Math.min(frameAt(grid, nowMs + WINDOW_MS), Math.max(knownUntilFrame, nowFrame + 1));
  const airings: WireAiring[] = [];
  for (let frame = fromFrame; frame < toFrame && airings.length < MOST_AIRINGS; ) {
    const airing = wireAiring(lineup, frame);
    airings.push(airing);
    frame = airing.endFrame;
    if (airing.startFrame <= nowFrame) toFrame = Math.max(toFrame, Math.min(frame + 1, farFrame, knownUntilFrame));
  }
  const untilMs = Math.min(frameTimeMs(grid, airings.at(-1)!.endFrame), nowMs + WINDOW_MS);
  return { version, fps: grid.fps, effectiveAtMs, untilMs, airings };
}

function wireAiring(lineup: Lineup, frame: FrameIndex): WireAiring {
  const { item, ...airing } = airingAtFrame(lineup, frame);
  const { kind, mediaId, title } = item;
  if (airing.sequenceId !== null) return { kind, mediaId, title, ...airing };
  const { originFrame, turnFrames, ...gap } = gapAround(lineup, frame);
  const startFrame = gap.startFrame ?? airing.startFrame;
  // Too long to be counted down, like the gap.
  const endFrame = gap.endFrame ?? frame + GAP_REACH_S * lineup.grid.fps;
  const inFrame = (startFrame - originFrame) % turnFrames;
  return { kind, mediaId, title, ...airing, startFrame, endFrame, inFrame, turnFrames };
}

/** When to send the next window: well before this one runs out. */
export function nextWindowInMs(window: TimelineWindow, nowMs: Millis): Millis {
  return Math.max(1000, (window.untilMs - nowMs) / 2);
}
