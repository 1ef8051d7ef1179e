import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Store } from '../../server/office/store/store.js';
import { launchBrowser } from '../support/browser.js';
import { HostClient } from '../support/host-client.js';
import { ServerProcess } from '../support/server-process.js';
import { SignalingViewer } from '../support/signaling-viewer.js';
import { makeStation, type Station } from '../support/station.js';
import { percentile } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';
import { makeBenchLibrary } from './bench-library.js';
import { latenessPercentile, playoutFigures } from './playout-figures.js';
import { formatTable } from './table.js';

const ENTRIES = 1000;
/** Every tenth entry is for one city alone. */
const CITIES = 50;
const VIEWERS_A_CITY = 2;
const EDITS = 60;
const HOUR_MS = 3_600_000;
const ADMIN_PASSWORD = 'correct horse battery';

/**
 * What a host waits for, and what viewers notice of it: a channel with many entries and audiences is edited again and again
 * while viewers of every audience are on air, one of them in a browser.
 */
export async function edits(): Promise<string> {
  const station = await makeStation(await makeBenchLibrary(20));
  const added = await fillSchedule(station);
  const server = await ServerProcess.start({ ...station, env: { ...station.env, ADMIN_PASSWORD } });
  const browser = await launchBrowser();
  try {
    const host = await HostClient.signIn(server.url, 'admin', ADMIN_PASSWORD);
    const viewer = await ViewerPage.open(browser, `${server.url}/watch/${station.channel}`);
    await viewer.watch(90);
    const others = await joinFromCities(server.url, station.channel, host);
    const before = await playoutFigures(server.url);
    const editMs: number[] = [];
    for (let number = 0; number < EDITS; number++) {
      const { id, startsAtMs } = added[(number * 37) % ENTRIES]!;
      const sinceMs = performance.now();
      const endsAt = startsAtMs + HOUR_MS / 2 + (number + 1) * 1000;
      await host.send('PATCH', `/channels/${station.channel}/schedule/${id}`, { endsAt });
      editMs.push(performance.now() - sinceMs);
    }
    const after = await playoutFigures(server.url);
    return formatTable(
      [
        `${EDITS} edits of a channel with ${ENTRIES} entries, ${others.length + 1} viewers of ${CITIES + 1} audiences`,
        '',
      ],
      [
        ['an edit, p50', `${percentile(editMs, 50).toFixed(0)} ms`],
        ['an edit, p95', `${percentile(editMs, 95).toFixed(0)} ms`],
        ...[50, 99, 100].map((percent) => [
          `frames left late, p${percent}`,
          `${latenessPercentile(before, after, percent)} ms of ${after.frames - before.frames} frames`,
        ]),
        ['frames that never left', `${after.missed - before.missed}`],
      ],
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

async function joinFromCities(url: string, channel: string, host: HostClient): Promise<SignalingViewer[]> {
  const viewers: SignalingViewer[] = [];
  for (let number = 0; number < CITIES * VIEWERS_A_CITY; number++) {
    const audience = { city: `${number % CITIES}` };
    const pass = { viewerId: `viewer-${number}`, audience, expiresInSeconds: 3600 };
    const { token } = await host.send<{ token: string }>('POST', `/channels/${channel}/tokens`, pass);
    const viewer = await SignalingViewer.connect(url);
    const answer = await viewer.join(channel, token);
    if (!answer.ok) throw new Error(`${pass.viewerId} was refused: ${JSON.stringify(answer)}`);
    viewers.push(viewer);
  }
  return viewers;
}

interface Added {
  readonly id: string;
  readonly startsAtMs: number;
}

/** One entry an hour, over what the channel loops. */
async function fillSchedule({ dataDir, channel }: Station): Promise<Added[]> {
  const nowMs = Date.now();
  const store = await Store.open(join(dataDir, 'streamsync.db'), nowMs);
  try {
    const [sequence] = await store.sequences.list();
    const firstMs = Math.ceil(nowMs / HOUR_MS + 1) * HOUR_MS;
    const added = Array.from({ length: ENTRIES }, (_, hour) => ({
      id: randomUUID(),
      startsAtMs: firstMs + hour * HOUR_MS,
    }));
    for (const [number, { id, startsAtMs }] of added.entries()) {
      await store.schedule.add({
        ...{ id, startsAtMs, endsAtMs: startsAtMs + HOUR_MS / 2, loops: true, priority: 1 },
        ...{ channelSlug: channel, sequenceId: sequence!.id },
        when: number % 10 === 0 ? { city: `${(number / 10) % CITIES}` } : {},
      });
    }
    return added;
  } finally {
    await store.close();
  }
}
