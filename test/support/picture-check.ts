import { expect } from 'chai';
import { latencyMs, plannedFrame } from './air-plan.js';
import type { SeenFrame } from './page-probe.js';
import type { Station } from './station.js';
import type { ViewerPage } from './viewer-page.js';

/** Far more than a page has buffered when its source dies. */
export const WATCHED_FRAMES = 90;

/** As late as a picture may be that counts as the present one. */
const PRESENT_MS = 300;

/**
 * Checks that every picture since an instant is the right one and the player knows which, and that those after the
 * longest break are the present ones. @returns how long after that instant the picture was back.
 */
export async function backAfter(viewer: ViewerPage, { plan }: Station, sinceMs: number): Promise<number> {
  const seen = await viewer.watch(WATCHED_FRAMES, { sinceMs });
  for (const { reading, position, rtpTimestamp, displayedAtMs } of seen) {
    const { item, frame } = plannedFrame(plan, rtpTimestamp, displayedAtMs);
    expect(reading).to.include({ kind: 'frame', clip: item.clip, frame });
    expect(position).to.include({ mediaId: item.mediaId, frame });
  }
  const back = seen.indexOf(longestGap(seen, sinceMs).frame);
  const latencies = seen.slice(back).map((frame) => latencyMs(plan, frame));
  expect(median(latencies), 'on the present frame').to.be.below(PRESENT_MS);
  return seen[back]!.displayedAtMs - sinceMs;
}

/** The longest time without a new picture, and the picture that ended it. */
export function longestGap(frames: readonly SeenFrame[], sinceMs: number): { gapMs: number; frame: SeenFrame } {
  const gaps = frames.map(({ displayedAtMs }, index) => displayedAtMs - (frames[index - 1]?.displayedAtMs ?? sinceMs));
  const gapMs = Math.max(...gaps);
  return { gapMs, frame: frames[gaps.indexOf(gapMs)]! };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
