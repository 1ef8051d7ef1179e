import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { ADMIN_PASSWORD, broadcast } from '../support/broadcast.js';
import { HostClient } from '../support/host-client.js';
import { backAfter, WATCHED_FRAMES } from '../support/picture-check.js';
import { ViewerPage } from '../support/viewer-page.js';
import { partPid } from '../support/worker-processes.js';

const BACK_AFTER_MS = 3000;
const AIR_BACK_AFTER_MS = 5000;
/** Three seconds longer: so long it is given to answer. */
const HUNG_AIR_BACK_AFTER_MS = 9000;
const TICKS_A_FRAME = 3000;

describe('a viewer page while parts of the server are away', function () {
  this.timeout(90_000);
  const air = broadcast({ env: { ADMIN_PASSWORD } });
  const viewers: ViewerPage[] = [];

  const watch = async () => {
    const viewer = await ViewerPage.open(air.browser, air.watchUrl);
    viewers.push(viewer);
    await viewer.watch(WATCHED_FRAMES);
    return viewer;
  };
  const apiAnswers = async () => (await fetch(`${air.server.url}/api/v1/channels`)).status;
  const backAgain = async (sinceMs: number) => {
    while ((await apiAnswers().catch(() => 0)) !== 200) await pause(20);
    return Date.now() - sinceMs;
  };
  const missedFrames = async () => {
    const text = await (await fetch(`${air.server.url}/metrics`)).text();
    return Number(/^streamsync_playout_missed_frames_total (\S+)$/m.exec(text)?.[1]);
  };
  /** Every frame that came in on the one connection there was, one after the other. */
  const expectEveryFrame = async (viewer: ViewerPage) => {
    const streams = await viewer.streams();
    expect(streams).to.have.length(1);
    const [timestamps] = streams as [number[]];
    const steps = timestamps
      .slice(1)
      .map((timestamp, index) => Math.round((timestamp - timestamps[index]!) / TICKS_A_FRAME));
    expect(steps.filter((step) => step > 1)).to.deep.equal([]);
  };

  afterEach(async () => {
    for (const viewer of viewers.splice(0)) await viewer.close();
  });

  it('misses no frame when the office is killed; it is back within 3 s, with every edit that it had acknowledged', async () => {
    const viewer = await watch();
    const host = await HostClient.signIn(air.server.url, 'admin', ADMIN_PASSWORD);
    const missed = await missedFrames();
    const { slug } = await host.send<{ slug: string }>('POST', '/channels', {
      ...{ slug: 'made', name: 'Made', visibility: 'public', targetLatencyMs: 200 },
    });
    process.kill(partPid(air.server.pid, 'office'), 'SIGKILL');
    const killedAtMs = Date.now();
    const refused = await fetch(`${air.server.url}/api/v1/channels`);
    expect(refused.status).to.equal(503);
    expect(refused.headers.get('retry-after')).to.equal('1');
    expect(((await refused.json()) as { code: string }).code).to.equal('not-ready');
    expect(await backAgain(killedAtMs)).to.be.below(BACK_AFTER_MS);
    expect((await host.get<{ slug: string }>(`/channels/${slug}`)).slug).to.equal('made');
    await viewer.watch(WATCHED_FRAMES, { sinceMs: Date.now() });
    await expectEveryFrame(viewer);
    expect(await missedFrames()).to.equal(missed);
    const { items } = await host.get<{ items: { code: string }[] }>(`/channels/${air.station.channel}/alarms`);
    expect(items.map(({ code }) => code)).to.include('office-replaced');
  });

  it('can be opened while the office does nothing at all', async () => {
    const office = partPid(air.server.pid, 'office');
    process.kill(office, 'SIGSTOP');
    try {
      const viewer = await watch();
      expect((await viewer.stats()).joinMs).to.be.below(2000);
    } finally {
      process.kill(office, 'SIGCONT');
    }
  });

  it('goes on when the process that has the port is killed, which is there again at once', async () => {
    const viewer = await watch();
    process.kill(partPid(air.server.pid, 'front'), 'SIGKILL');
    const killedAtMs = Date.now();
    expect(await backAgain(killedAtMs)).to.be.below(BACK_AFTER_MS);
    await viewer.watch(WATCHED_FRAMES, { sinceMs: Date.now() });
    await expectEveryFrame(viewer);
  });

  it('is back on the right frame when air itself is killed', async () => {
    const viewer = await watch();
    process.kill(partPid(air.server.pid, 'air'), 'SIGKILL');
    expect(await backAfter(viewer, air.station, Date.now())).to.be.below(AIR_BACK_AFTER_MS);
  });

  it('is back on the right frame when air hangs', async () => {
    const viewer = await watch();
    process.kill(partPid(air.server.pid, 'air'), 'SIGSTOP');
    expect(await backAfter(viewer, air.station, Date.now())).to.be.below(HUNG_AIR_BACK_AFTER_MS);
  });
});
