import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { pino } from 'pino';
import { App } from '../../server/app.js';
import type { Alarm, AlarmList } from '../../shared/api/alarms.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { HostClient } from '../support/host-client.js';
import { SignalingViewer } from '../support/signaling-viewer.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';
import { makeTempDir } from '../support/temp-dir.js';
import { workerPids } from '../support/worker-processes.js';

const PASSWORD = 'correct horse battery';
const TOLD_WITHIN_MS = 40_000;
const ASK_EVERY_MS = 250;

/** Real trouble of a whole server, as its hosts are told of it. */
describe('alarms of a channel on air', function () {
  this.timeout(120_000);
  let station: Station;
  let app: App;
  let host: HostClient;
  let viewer: SignalingViewer;

  before(async () => {
    // With a copy of the library: what others play is not to be broken.
    const library = await testLibrary();
    const blobDir = makeTempDir('broken-library');
    cpSync(library.blobDir, blobDir, { recursive: true });
    station = await makeStation({ ...library, blobDir });
    const settings = {
      ...{ ...station.env, DATA_DIR: station.dataDir, DEMO: '0', FFMPEG_BIN, FFPROBE_BIN, ADMIN_PASSWORD: PASSWORD },
      ...{ PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(2)}` },
      ...{ RTC_LISTEN_IP: '127.0.0.1', RTC_WORKERS: '2' },
    };
    app = await App.create(settings, pino({ level: 'silent' }));
    host = await HostClient.signIn(app.url, 'admin', PASSWORD);
    viewer = await SignalingViewer.connect(app.url);
  });
  after(async () => {
    viewer?.leave();
    await app?.close();
  });

  const alarms = async () => (await host.get<AlarmList>(`/channels/${station.channel}/alarms`)).items;

  /** Asks until an alarm is there, as a console does. */
  async function told(code: Alarm['code']): Promise<Alarm> {
    const untilMs = performance.now() + TOLD_WITHIN_MS;
    for (;;) {
      const items = await alarms();
      const alarm = items.find((one) => one.code === code);
      if (alarm !== undefined) return alarm;
      if (performance.now() > untilMs)
        throw new Error(`no ${code} within ${TOLD_WITHIN_MS} ms: ${JSON.stringify(items)}`);
      await wait(ASK_EVERY_MS);
    }
  }

  it('are of nothing that is gone, and of nobody who died, while all is well', async () => {
    const codes = (await alarms()).map(({ code }) => code);
    expect(codes).not.to.include.oneOf(['media-missing', 'media-unreadable', 'store-silent', 'workers-down']);
    expect(codes).not.to.include.oneOf(['worker-replaced', 'feed-silent', 'slate-on-air', 'trim-late']);
  });

  it('tell that a process that serves viewers was killed, and was replaced', async () => {
    const killedAtMs = Date.now();
    const [pid] = workerPids(process.pid);
    process.kill(pid!, 'SIGKILL');
    const alarm = await told('worker-replaced');
    expect(alarm).to.include({ severity: 'warning' });
    expect(alarm.at).to.be.within(killedAtMs - 1000, Date.now() + 1000);
    for (;;) {
      const items = await alarms();
      if (!items.some(({ code }) => code === 'workers-down')) break;
      await wait(ASK_EVERY_MS);
    }
    expect(workerPids(process.pid)).to.have.length(2).and.not.include(pid);
  });

  it('tell of media that the store has lost, before it is on air and while it is', async () => {
    const [, second] = station.plan.items;
    rmSync(join(station.dataDir, 'objects', 'media', second!.objectId, 'media.mp4'));
    const missing = await told('media-missing');
    expect(missing).to.include({ severity: 'error' });
    expect(missing.message).to.include(`“${second!.title}”`);
    const joined = await viewer.join(station.channel);
    expect(joined.ok, JSON.stringify(joined)).to.equal(true);
    const unreadable = await told('media-unreadable');
    expect(unreadable.message).to.include(`“${second!.title}”`);
  });
});
