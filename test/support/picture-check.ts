import { expect } from 'chai';
import { latencyMs, plannedFrame } from './air-plan.js';
import type { SeenFrame } from './page-probe.js';
import type { Station } from './station.js';
import { median } from './statistics.js';
import type { ViewerPage } from './viewer-page.js';

/** Far more than a page has buffered when its source dies. */
export const WATCHED_FRAMES = 90;

/** As late as a picture may be that counts as the present one. */
export const PRESENT_MS = 300;

/**
 * For what breaks at an instant: checks the pictures since then, and that those after the longest break are the present
 * ones. @returns how long after that instant the picture was back.
 */
export async function backAfter(viewer: ViewerPage, station: Station, sinceMs: number): Promise<number> {
  const seen = await rightPictures(viewer, station, sinceMs);
  return backFrom(seen, longestGap(seen, sinceMs).frame, station, sinceMs);
}

/**
 * For what is whole again at an instant before which nothing was shown: checks the pictures since then. @returns how long
 * after that instant the first present one was shown.
 */
export async function presentAfter(viewer: ViewerPage, station: Station, sinceMs: number): Promise<number> {
  const seen = await rightPictures(viewer, station, sinceMs);
  const first = seen.find((frame) => latencyMs(station.plan, frame) < PRESENT_MS);
  return backFrom(seen, first ?? seen[0]!, station, sinceMs);
}

/** Every picture since an instant, checked to be the right one, and the player to know which. */
async function rightPictures(viewer: ViewerPage, { plan }: Station, sinceMs: number): Promise<SeenFrame[]> {
  const seen = await viewer.watch(WATCHED_FRAMES, { sinceMs });
  for (const { reading, position, rtpTimestamp, displayedAtMs } of seen) {
    const { item, frame } = plannedFrame(plan, rtpTimestamp, displayedAtMs);
    expect(reading).to.include({ kind: 'frame', clip: item.clip, frame });
    expect(position).to.include({ mediaId: item.mediaId, frame });
  }
  return seen;
}

function backFrom(seen: SeenFrame[], first: SeenFrame, { plan }: Station, sinceMs: number): number {
  const latencies = seen.slice(seen.indexOf(first)).map((frame) => latencyMs(plan, frame));
  expect(median(latencies), 'on the present frame').to.be.below(PRESENT_MS);
  return first.displayedAtMs - sinceMs;
}

/** The longest time without a new picture, and the picture that ended it. */
export function longestGap(frames: readonly SeenFrame[], sinceMs: number): { gapMs: number; frame: SeenFrame } {
  const gaps = frames.map(({ displayedAtMs }, index) => displayedAtMs - (frames[index - 1]?.displayedAtMs ?? sinceMs));
  const gapMs = Math.max(...gaps);
  return { gapMs, frame: frames[gaps.indexOf(gapMs)]! };
}
