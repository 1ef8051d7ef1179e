import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import type { Browser } from 'playwright-core';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import { Store } from '../../server/office/store/store.js';
import { launchBrowser } from '../support/browser.js';
import { makeCounterClip } from '../support/counter-clip.js';
import { ForeignSite } from '../support/foreign-site.js';
import { HostClient } from '../support/host-client.js';
import { S3Server } from '../support/s3-server.js';
import { ServerProcess } from '../support/server-process.js';
import { SignalingViewer } from '../support/signaling-viewer.js';
import { SlowLink } from '../support/slow-link.js';
import { makeLibrary, makeStation, type Station } from '../support/station.js';
import { percentile } from '../support/statistics.js';
import { makeTempDir } from '../support/temp-dir.js';
import { LoadRun } from './load-run.js';
import { agentOf, ask, loopbackAddresses } from './loopback-client.js';
import { latenessPercentile, playoutFigures } from './playout-figures.js';
import { formatTable, targetLine } from './table.js';

const HOUSE = { fps: 30, width: 320, height: 180 };
/** Long enough that some feeds are at what nobody has read yet while the store hangs. */
const CLIPS = [
  { clip: 1, frames: 240 },
  { clip: 2, frames: 5400 },
];
const FEEDS = 100;
const SESSIONS = 50;
const PLAYERS_A_PAGE = 10;
const BUSY = 'busy';
const ENTRIES = 10_000;
const EVERY_HOUR = `FREQ=DAILY;BYHOUR=${Array.from({ length: 24 }, (_, hour) => hour)};BYMINUTE=55`;
const UPLOADS = 500;
const UPLOADS_AT_ONCE = 4;
const RUN_S = 120;
const LOCK = { fromS: 25, forS: 10 };
const HANG = { fromS: 55, forS: 30 };
/** A feed without a viewer lingers for ten seconds: each is joined once more before that. */
const JOIN_EVERY_S = 7;
const STRANGERS = 16;
/** What one address may ask in a second, as far as limits go. */
const NOWS_A_SECOND = 10;
const GUIDES_A_SECOND = 2;
const SIGN_INS_A_SECOND = 0.2;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const ADMIN_PASSWORD = 'correct horse battery';
/** These clients would be other machines: they give way to the server, and those that decode give way to those that ask. */
const ASKING_NICENESS = 5;
const DECODING_NICENESS = 19;
const TARGETS = { latenessMs: 5, missedFrames: 0, joinMs: 500 };

/**
 * What viewers notice of everything else that is asked of a server, all at once: a hundred feeds and fifty sessions of a
 * real browser are on air while hosts edit and upload, strangers ask as much as they may, the database is locked for ten
 * seconds and the media store hangs for thirty.
 */
export async function deaf([seconds = `${RUN_S}`]: readonly string[]): Promise<string> {
  const s3 = await S3Server.start();
  const link = await SlowLink.open(s3.port);
  const station = await makeStation(await makeLibrary(CLIPS, HOUSE));
  const channels = await addChannels(station);
  await copyObjects(station, s3);
  const { credentials } = s3.access();
  const server = await ServerProcess.start({
    ...{ dataDir: station.dataDir, workers: 2 },
    env: {
      ...{ ...station.env, ADMIN_PASSWORD, MEDIA_STORE: `s3://${s3.bucket}` },
      ...{ S3_ENDPOINT: `http://127.0.0.1:${link.port}`, S3_ACCESS_KEY_ID: credentials!.accessKeyId },
      S3_SECRET_ACCESS_KEY: credentials!.secretAccessKey,
    },
  });
  setPriority(ASKING_NICENESS);
  const browser = await launchBrowser({ niceness: DECODING_NICENESS });
  try {
    const host = await HostClient.signIn(server.url, 'admin', ADMIN_PASSWORD);
    await watch(browser, server.url, channels.slice(0, SESSIONS));
    const others = channels.slice(SESSIONS).map((channel, index) => ({
      channel,
      agent: agentOf(loopbackAddresses(FEEDS)[index]!),
    }));
    for (const { channel, agent } of others) await joinOnce(server.url, channel, agent);
    const before = await playoutFigures(server.url);
    const run = new LoadRun(Number(seconds));
    const joins: Join[] = [];
    await Promise.all([
      run.every(JOIN_EVERY_S / others.length, 'joins', async (turn) => {
        const { channel, agent } = others[turn % others.length]!;
        const join = { atS: run.elapsedS, ms: await joinOnce(server.url, channel, agent) };
        joins.push(join);
      }),
      run.every(0.2, 'edits and dry runs', (turn) => editOnce(host, turn)),
      ...(await uploads(run, server.url, host.token)),
      ...strangers(run, server.url),
      run.at(LOCK.fromS, 'database locks', () => lockDatabase(station, 1000 * LOCK.forS)),
      run.at(HANG.fromS, 'hangs of the store', async () => {
        link.holdRequests(Number.POSITIVE_INFINITY);
        await pause(1000 * HANG.forS);
        link.holdRequests(0);
      }),
    ]);
    const after = await playoutFigures(server.url);
    return report(run, joins, before, after);
  } finally {
    await browser.close();
    await server.close();
    await link.close();
    await s3.close();
  }
}

interface Join {
  readonly atS: number;
  readonly ms: number;
}

type Figures = Awaited<ReturnType<typeof playoutFigures>>;

function report(run: LoadRun, joins: readonly Join[], before: Figures, after: Figures): string {
  const joinMs = (fromS = 0, forS = Number.POSITIVE_INFINITY) =>
    joins.filter(({ atS }) => atS >= fromS && atS < fromS + forS).map(({ ms }) => ms);
  const done = (name: string) => {
    const { done: count, failed, firstFailure = '', answers } = run.counts(name);
    const words = [...answers].map(([word, times]) => `${word}: ${times}`).join(', ');
    const failures = failed === 0 ? '' : `, ${failed} failed (…${firstFailure.slice(-160)})`;
    return [name, `${count}${words && ` (${words})`}${failures}`];
  };
  const missed = after.missed - before.missed;
  const lateMs = latenessPercentile(before, after, 99);
  const rows = [
    ['frames that left', `${after.frames - before.frames}`],
    ['of them the slate, at its deadline', `${after.slate - before.slate}`],
    ['lateness p50, p95', [50, 95].map((percent) => `${latenessPercentile(before, after, percent)} ms`).join(', ')],
    ['join p50', `${percentile(joinMs(), 50).toFixed(0)} ms`],
    ['join p95 while the database is locked', `${percentile(joinMs(LOCK.fromS, LOCK.forS), 95).toFixed(0)} ms`],
    ['join p95 while the store hangs', `${percentile(joinMs(HANG.fromS, HANG.forS), 95).toFixed(0)} ms`],
    ...['joins', 'edits and dry runs', 'uploads', 'now?at=', 'guides', 'sign-ins'].map(done),
  ];
  const { failed } = run.counts('joins');
  return [
    formatTable([`${FEEDS} feeds, ${SESSIONS} browser sessions, everything at once`, ''], rows),
    '',
    targetLine('lateness of frames, p99', lateMs, TARGETS.latenessMs, 'ms'),
    targetLine('frames that never left', missed, TARGETS.missedFrames, ''),
    targetLine('joins, p95', percentile(joinMs(), 95), TARGETS.joinMs, 'ms'),
    targetLine('joins that failed', failed, 0, ''),
  ].join('\n');
}

/** A hundred channels that loop the same media, each as a sequence and so a feed of its own; and one of many entries. */
async function addChannels({ dataDir, plan }: Station): Promise<string[]> {
  const nowMs = Date.now();
  const store = await Store.open(join(dataDir, 'streamsync.db'), nowMs);
  try {
    const slugs = Array.from({ length: FEEDS }, (_, index) => `feed-${index}`);
    const items = plan.items.map(({ mediaId }) => ({ mediaId }));
    const channel = { visibility: 'public' as const, targetLatencyMs: 200, fillerMediaId: null };
    const entry = { repeat: null, timeZone: null, when: {}, priority: 0, loops: true, endsAtMs: null };
    const runs = [{ fromMs: null, revision: 1, originMs: null }];
    for (const [index, slug] of slugs.entries()) {
      await store.sequences.add({ id: slug, name: slug, items });
      await store.channels.add({ slug, name: slug, ...channel });
      const startsAtMs = Math.floor(nowMs / 1000) * 1000 - HOUR_MS - index * 1000;
      await store.schedule.commit({
        ...{ slug, actor: 'server', action: 'entry-added', summary: {}, atMs: 0, effectiveAtMs: 0 },
        add: [{ ...entry, id: randomUUID(), channelSlug: slug, sequenceId: slug, startsAtMs, runs }],
      });
    }
    await store.channels.add({ slug: BUSY, name: BUSY, ...channel });
    const firstMs = Math.ceil(nowMs / HOUR_MS + 1) * HOUR_MS;
    await store.schedule.commit({
      ...{ slug: BUSY, actor: 'server', action: 'entry-added', summary: {}, atMs: 0, effectiveAtMs: 0 },
      add: Array.from({ length: ENTRIES }, (_, index) => ({
        ...{ ...entry, id: `entry-${index}`, channelSlug: BUSY, sequenceId: slugs[0]!, runs },
        startsAtMs: firstMs + index * HOUR_MS,
        endsAtMs: firstMs + index * HOUR_MS + HOUR_MS / 2,
        // Some of them repeat every hour: what strangers ask of far years has to be worked out.
        ...(index < 12 && { repeat: EVERY_HOUR, timeZone: 'Europe/Berlin', priority: 1 + index }),
        ...(index < 12 && { endsAtMs: firstMs + index * HOUR_MS + 60_000 }),
      })),
    });
    return slugs;
  } finally {
    await store.close();
  }
}

async function copyObjects({ dataDir }: Station, s3: S3Server): Promise<void> {
  const from = await DiskBlobStore.create(join(dataDir, 'objects'));
  const to = await S3BlobStore.create({ ...s3.access(), bucket: s3.bucket, prefix: '' });
  for (const key of await from.list('')) await to.write(key, await from.read(key));
}

/** Real sessions, whose pictures are decoded: some players to a page. */
async function watch(browser: Browser, url: string, channels: readonly string[]): Promise<void> {
  const site = await ForeignSite.open();
  const script = `<script type="module" src="${url}/embed.js"></script>`;
  for (let from = 0; from < channels.length; from += PLAYERS_A_PAGE) {
    const page = await browser.newPage();
    const players = channels
      .slice(from, from + PLAYERS_A_PAGE)
      .map((channel) => `<streamsync-player channel="${channel}" muted autoplay></streamsync-player>`);
    await page.goto(site.page(`/${from}`, script + players.join('')));
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll('streamsync-player')].every(
          (player) => (player as unknown as { state?: { name: string } }).state?.name === 'playing',
        ),
      undefined,
      { timeout: 60_000 },
    );
  }
  site.close();
}

/** How long a viewer waits for all that it needs to know, from its first packet on. */
async function joinOnce(url: string, channel: string, agent: Agent): Promise<number> {
  const sinceMs = performance.now();
  const viewer = await SignalingViewer.connect(url, agent);
  try {
    const answer = await viewer.join(channel);
    if (!answer.ok) throw new Error(`${channel}: ${answer.error.code}`);
    return performance.now() - sinceMs;
  } finally {
    viewer.leave();
  }
}

async function editOnce(host: HostClient, turn: number): Promise<void> {
  const dryRun = turn % 2 === 0 ? '?dryRun=true' : '';
  const id = `entry-${12 + ((turn * 37) % (ENTRIES - 12))}`;
  await host.send('PATCH', `/channels/${BUSY}/schedule/${id}${dryRun}`, { priority: 1 + (turn % 5) });
}

/** Files that are alike but for a few bytes, so that each has to be prepared. */
async function uploads(run: LoadRun, url: string, token: string): Promise<Promise<void>[]> {
  const path = join(makeTempDir('deaf'), 'clip.mov');
  await makeCounterClip({ clip: 9, frames: 30, house: HOUSE }, path);
  const clip = readFileSync(path);
  let left = UPLOADS;
  return loopbackAddresses(UPLOADS_AT_ONCE).map((address) => {
    const agent = agentOf(address);
    return run.every(0, 'uploads', async () => {
      if (left === 0) return pause(1000);
      left -= 1;
      const body = Buffer.concat([clip, freeBox(randomBytes(16))]);
      return ask(agent, `${url}/api/v1/uploads`, {
        method: 'POST',
        headers: {
          ...{ Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0', 'Upload-Length': `${body.length}` },
          ...{ 'Content-Type': 'application/offset+octet-stream', 'Content-Length': `${body.length}` },
          'Upload-Metadata': `filename ${Buffer.from('clip.mov').toString('base64')}`,
        },
        body,
      });
    });
  });
}

/** A box that players skip (ISO/IEC 14496-12, section 8.1.2). */
function freeBox(content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write('free', 4, 'latin1');
  return Buffer.concat([head, content]);
}

function strangers(run: LoadRun, url: string): Promise<void>[] {
  const anyInstant = () => Math.floor(Date.now() + (Math.random() - 0.2) * 10 * YEAR_MS);
  return loopbackAddresses(STRANGERS).flatMap((address) => {
    const agent = agentOf(address);
    const api = `${url}/api/v1`;
    return [
      run.every(1 / NOWS_A_SECOND, 'now?at=', () => ask(agent, `${api}/channels/${BUSY}/now?at=${anyInstant()}`)),
      run.every(1 / GUIDES_A_SECOND, 'guides', () =>
        ask(agent, `${api}/channels/${BUSY}/guide.xml?from=${anyInstant()}`),
      ),
      run.every(1 / SIGN_INS_A_SECOND, 'sign-ins', () =>
        ask(agent, `${api}/auth/login`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ username: `user-${address}`, password: 'a guess' }),
        }),
      ),
    ];
  });
}

/** As a program would that tidies up the database. */
async function lockDatabase({ dataDir }: Station, forMs: number): Promise<void> {
  const database = new SQLite(join(dataDir, 'streamsync.db'), { timeout: 20_000 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    await pause(forMs);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
