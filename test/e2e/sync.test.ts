import { expect } from 'chai';
import type { ChannelStats } from '../../shared/api/channel-stats.js';
import { type AirPlan, dueBefore } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import type { HostClient } from '../support/host-client.js';
import type { SeenFrame } from '../support/page-probe.js';
import { median } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';

const TARGET_MS = 200;
const NEXT_TARGET_MS = 320;
/** A refresh of the display, and half of one for the noise of a busy machine. */
const CLOSE_MS = 25;
const LOOK_MS = 2000;
const WITHIN_MS = 30_000;
const IN_STEP_MS = 40;

/**
 * The sync loop against a real browser. Latency is read off the pictures: each carries its own number, the plan says
 * when that number is on air, the browser when it is on screen.
 */
describe('two viewers of a channel with a target latency', function () {
  this.timeout(90_000);
  const air = broadcast({ targetLatencyMs: TARGET_MS });

  let plan: AirPlan;
  let channel: string;
  let host: HostClient;
  let viewers: ViewerPage[];

  before(async () => {
    plan = air.station.plan;
    channel = air.station.channel;
    host = await air.signInByApi();
    const early = await ViewerPage.open(air.browser, air.watchUrl);
    await early.watch(45);
    viewers = [early, await ViewerPage.open(air.browser, air.watchUrl)];
  });

  it('come to the target, both, and so to each other', async () => {
    await Promise.all(viewers.map((viewer) => comesTo(viewer, TARGET_MS)));
  });

  it('are told by stats() what is on their screens', async () => {
    for (const viewer of viewers) {
      const [claimed, frames] = [await viewer.stats(), await viewer.frames()];
      expect(claimed.targetLatencyMs).to.equal(TARGET_MS);
      expect(claimed.latencyMs).to.be.closeTo(median(latenciesMs(frames, Date.now() - 1000)), CLOSE_MS);
      expect(claimed.sync).to.be.oneOf(['steering', 'holding']);
    }
  });

  it('follow a new target that the server announces, sound and picture together', async () => {
    await host.send('PATCH', `/channels/${channel}`, { targetLatencyMs: NEXT_TARGET_MS });
    const [one] = viewers as [ViewerPage];
    await Promise.all(viewers.map((viewer) => comesTo(viewer, NEXT_TARGET_MS)));
    // The first beep finds Web Audio's own buffers filling up and may come late through them.
    const [, ...beeps] = await one.listen(6);
    const flashes = (await one.frames()).filter(({ reading }) => reading.kind === 'frame' && reading.flash);
    const offsets = beeps.flatMap((beep) => {
      const partner = flashes.find(({ displayedAtMs }) => Math.abs(displayedAtMs - beep) < 500);
      return partner === undefined ? [] : [beep - partner.displayedAtMs];
    });
    expect(Math.abs(median(offsets)), `the median of ${offsets.map(Math.round)}`).to.be.at.most(IN_STEP_MS);
  });

  it('are in the figures that the host is shown', async () => {
    const stats = await host.get<ChannelStats>(`/channels/${channel}/stats`);
    expect(stats).to.include({ viewers: 2, targetLatencyMs: NEXT_TARGET_MS });
    expect(stats.latencyMs?.p50).to.be.within(0, 2 * NEXT_TARGET_MS);
    expect(stats.joinMs?.viewers).to.equal(2);
    const metrics = await (await fetch(`${air.server.url}/metrics`)).text();
    expect(metrics).to.match(/^streamsync_viewer_skew_seconds_count\{channel="counter"\} [1-9]/m);
  });

  it('log no error', () => {
    for (const { errors } of viewers) expect(errors).to.deep.equal([]);
  });

  /** Waits for two seconds at the target; a busy machine may disturb what came before. */
  async function comesTo(viewer: ViewerPage, targetMs: number): Promise<void> {
    const untilMs = Date.now() + WITHIN_MS;
    for (;;) {
      const sinceMs = Date.now();
      const seen = latenciesMs(await viewer.watchFor({ sinceMs, durationMs: LOOK_MS }), sinceMs);
      const isThere = seen.length > 0 && Math.abs(median(seen) - targetMs) <= CLOSE_MS;
      if (isThere) return;
      if (Date.now() > untilMs) expect(median(seen)).to.be.closeTo(targetMs, CLOSE_MS);
    }
  }

  function latenciesMs(frames: readonly SeenFrame[], sinceMs: number): number[] {
    return frames.flatMap(({ reading, displayedAtMs }) =>
      reading.kind === 'frame' && displayedAtMs >= sinceMs
        ? [displayedAtMs - dueBefore(plan, reading, displayedAtMs)]
        : [],
    );
  }
});
