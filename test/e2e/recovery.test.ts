import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { backAfter, WATCHED_FRAMES } from '../support/picture-check.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';
import { ViewerPage } from '../support/viewer-page.js';
import { workerOfUdpPort, workerPids } from '../support/worker-processes.js';

const BACK_AFTER_SERVER_MS = 5_000;
const BACK_AFTER_WORKER_MS = 3_000;

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

  it('is back on the right frame within 5 s of the restart of a server that was killed', async () => {
    await server.kill();
    const restartedAtMs = Date.now();
    await server.restart();
    expect(await backAfter(viewer, station, restartedAtMs)).to.be.below(BACK_AFTER_SERVER_MS);
  });

  it('is back on the right frame within 3 s of the death of its SFU worker', async () => {
    const worker = workerOfUdpPort(server.pid, await viewer.mediaPort());
    const killedAtMs = Date.now();
    process.kill(worker, 'SIGKILL');
    expect(await backAfter(viewer, station, killedAtMs)).to.be.below(BACK_AFTER_WORKER_MS);
  });

  it('finds as many SFU workers as before, once one has died', async () => {
    const [first] = workerPids(server.pid);
    process.kill(first!, 'SIGKILL');
    await viewer.watch(WATCHED_FRAMES, { sinceMs: Date.now() + BACK_AFTER_WORKER_MS });
    expect(workerPids(server.pid)).to.have.length(2).and.not.include(first);
  });
});
