import { expect } from 'chai';
import { broadcast } from '../support/broadcast.js';
import { backAfter, WATCHED_FRAMES } from '../support/picture-check.js';
import { ViewerPage } from '../support/viewer-page.js';
import { workerOfUdpPort, workerPids } from '../support/worker-processes.js';

const BACK_AFTER_SERVER_MS = 5_000;
const BACK_AFTER_WORKER_MS = 3_000;

describe('a viewer page left alone', function () {
  this.timeout(60_000);
  const air = broadcast({ workers: 2 });

  let viewer: ViewerPage;

  beforeEach(async () => {
    viewer = await ViewerPage.open(air.browser, air.watchUrl);
    await viewer.watch(WATCHED_FRAMES);
  });

  afterEach(async () => {
    await viewer.close();
  });

  it('is back on the right frame within 5 s of the restart of a server that was killed', async () => {
    await air.server.kill();
    const restartedAtMs = Date.now();
    await air.server.restart();
    expect(await backAfter(viewer, air.station, restartedAtMs)).to.be.below(BACK_AFTER_SERVER_MS);
  });

  it('is back on the right frame within 3 s of the death of its SFU worker, in whose place there is another then', async () => {
    const worker = workerOfUdpPort(air.server.pid, await viewer.mediaPort());
    const killedAtMs = Date.now();
    process.kill(worker, 'SIGKILL');
    expect(await backAfter(viewer, air.station, killedAtMs)).to.be.below(BACK_AFTER_WORKER_MS);
    expect(workerPids(air.server.pid)).to.have.length(2).and.not.include(worker);
  });

  it('is back on the right frame within 3 s of its SFU worker hanging, in whose place there is another then', async () => {
    const worker = workerOfUdpPort(air.server.pid, await viewer.mediaPort());
    const stoppedAtMs = Date.now();
    process.kill(worker, 'SIGSTOP');
    expect(await backAfter(viewer, air.station, stoppedAtMs)).to.be.below(BACK_AFTER_WORKER_MS);
    expect(workerPids(air.server.pid)).to.have.length(2).and.not.include(worker);
  });
});
