import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { streamFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { ViewerPage } from '../support/viewer-page.js';

const FPS = 30;
/** The loop: clips of 120, 159 and 48 frames. What covers it is the third. */
const TURN_FRAMES = 327;
const CLIP_1_FRAMES = 120;
const COVER_FRAMES = 48;
const AHEAD_MS = 8_000;
/** Two returns to the second clip: between two of its IDRs on every layer, and for its last three frames. */
const RETURNS = [99, 156];

describe('returns to what a special covered', function () {
  this.timeout(90_000);
  const air = broadcast();
  let returns: number[];
  let viewer: ViewerPage;
  /** The frames of the global timeline that the viewer was sent, with the layer of each. */
  let received: { readonly globalFrame: number; readonly layer: number }[];

  before(async () => {
    const { station } = air;
    const [, , third] = station.plan.items;
    const host = await air.signInByApi();
    const special = await host.send<{ id: string }>('POST', '/sequences', {
      ...{ name: 'Special', items: [{ mediaId: third!.mediaId }] },
    });
    const loopFrame = (station.plan.startsAtMs * FPS) / 1000;
    const turn = Math.ceil((((Date.now() + AHEAD_MS) * FPS) / 1000 - loopFrame) / TURN_FRAMES);
    returns = RETURNS.map((inFrame, index) => loopFrame + (turn + index) * TURN_FRAMES + CLIP_1_FRAMES + inFrame);
    for (const frame of returns) {
      await host.send('POST', `/channels/${station.channel}/schedule`, {
        ...{ sequenceId: special.id, priority: 10, startsAt: msOf(frame - COVER_FRAMES) },
      });
    }
    viewer = await ViewerPage.open(air.browser, air.watchUrl);
    await viewer.watch(30);
    await untilMade(RETURNS.length);
    const sinceMs = msOf(returns[0]! - COVER_FRAMES - FPS);
    expect(Date.now(), 'the pieces came in time').to.be.below(sinceMs);
    await viewer.watch(1, { sinceMs, timeoutMs: 40_000 });
    const durationMs = msOf(returns[1]! + 2 * FPS) - sinceMs;
    const seen = await viewer.watchFor({ sinceMs, durationMs });
    const streams = await viewer.streams();
    received = streams.flat().map((timestamp) => streamFrame({ fps: FPS }, timestamp, seen[0]!.displayedAtMs));
  });

  it('are made exact ahead of time: every frame from the first on is sent, on whatever layer', () => {
    const frames = new Set(received.map(({ globalFrame }) => globalFrame));
    for (const frame of returns) {
      const missing = Array.from({ length: 90 }, (_, index) => frame - 30 + index).filter((at) => !frames.has(at));
      expect(missing.map((at) => at - frame)).to.deep.equal([]);
    }
  });

  it('log no error', () => {
    expect(viewer.errors).to.deep.equal([]);
  });

  /** Pieces are made in the background; only the database shows when they are done. */
  async function untilMade(count: number): Promise<void> {
    const database = new SQLite(join(air.station.dataDir, 'streamsync.db'), { readonly: true });
    try {
      const made = database.prepare('SELECT count(*) AS made FROM head_pieces WHERE head_object_id IS NOT NULL');
      while ((made.get() as { made: number }).made < count) await pause(100);
    } finally {
      database.close();
    }
  }
});

function msOf(frame: number): number {
  return (frame * 1000) / FPS;
}
