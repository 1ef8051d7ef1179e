import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { latencyMs, plannedFrame } from '../support/air-plan.js';
import { launchBrowser } from '../support/browser.js';
import type { SeenFrame } from '../support/page-probe.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';
import { ViewerPage } from '../support/viewer-page.js';
import { workerOfUdpPort, workerPids } from '../support/worker-processes.js';

const BACK_AFTER_SERVER_MS = 5_000;
const BACK_AFTER_WORKER_MS = 3_000;
const WATCHED_FRAMES = 90; // far more than a page has buffered when its source dies

describe('a viewer page left alone', function () {
  this.timeout(60_000);

  let station: Station;
  let server: ServerProcess;
  let browser: Browser;
  let viewer: ViewerPage;

  before(async () => {
    station = await makeStation(await testLibrary());
    server = await ServerProcess.start({ ...station, workers: 2 });
    browser = await launchBrowser();
  });

  beforeEach(async () => {
    viewer = await ViewerPage.open(browser, `${server.url}/watch/${station.channel}`);
    await viewer.watch(WATCHED_FRAMES);
  });

  afterEach(async () => {
    await viewer.close();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Checks that every picture since an instant is the right one, and answers when the picture was back after a break. */
  async function backAfter(sinceMs: number): Promise<number> {
    const seen = await viewer.watch(WATCHED_FRAMES, { sinceMs });
    for (const { reading, position, rtpTimestamp, displayedAtMs } of seen) {
      const { item, frame } = plannedFrame(station.plan, rtpTimestamp, displayedAtMs);
      expect(reading).to.include({ kind: 'frame', clip: item.clip, frame });
      expect(position).to.include({ mediaId: item.mediaId, frame });
    }
    const back = seen.indexOf(afterLongestGap(seen, sinceMs));
    const latencies = seen.slice(back).map((frame) => latencyMs(station.plan, frame));
    expect(median(latencies), 'on the present frame').to.be.below(150);
    return seen[back]!.displayedAtMs - sinceMs;
  }

  it('is back on the right frame within 5 s of the restart of a server that was killed', async () => {
    await server.kill();
    const restartedAtMs = Date.now();
    await server.restart();
    expect(await backAfter(restartedAtMs)).to.be.below(BACK_AFTER_SERVER_MS);
  });

  it('is back on the right frame within 3 s of the death of its SFU worker', async () => {
    const worker = workerOfUdpPort(server.pid, await viewer.mediaPort());
    const killedAtMs = Date.now();
    process.kill(worker, 'SIGKILL');
    expect(await backAfter(killedAtMs)).to.be.below(BACK_AFTER_WORKER_MS);
  });

  it('finds as many SFU workers as before, once one has died', async () => {
    const [first] = workerPids(server.pid);
    process.kill(first!, 'SIGKILL');
    await viewer.watch(WATCHED_FRAMES, { sinceMs: Date.now() + BACK_AFTER_WORKER_MS });
    expect(workerPids(server.pid)).to.have.length(2).and.not.include(first);
  });
});

function afterLongestGap(frames: readonly SeenFrame[], sinceMs: number): SeenFrame {
  const gaps = frames.map(({ displayedAtMs }, index) => displayedAtMs - (frames[index - 1]?.displayedAtMs ?? sinceMs));
  return frames[gaps.indexOf(Math.max(...gaps))]!;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
