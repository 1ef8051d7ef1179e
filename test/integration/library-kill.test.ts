import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { mediaKeys, parsePreparedIndex } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import type { MediaEntry } from '../../server/office/store/media-entry.js';
import { Store } from '../../server/office/store/store.js';
import { LibraryRig } from '../support/library-rig.js';
import { seededRandom } from '../support/seeded-random.js';
import { makeTempDir } from '../support/temp-dir.js';
import { ffmpegSource, H264, picture, tone } from './ingest-sources.js';

const PROCESS = fileURLToPath(new URL('../support/library-process.js', import.meta.url));
const KILLS = 36;
/** What is cut off, and how long that takes at most; each for its share of the kills. */
const MOMENTS = [
  { what: 'starting', upToShare: 0.2, from: 'spawn', withinMs: 600 },
  { what: 'taking files over', upToShare: 0.6, from: 'open', withinMs: 40 },
  { what: 'preparing them', upToShare: 1, from: 'open', withinMs: 2400 },
] as const;
const SOURCES = 8;
/** The kills come from outside here: no preparation is to blame. */
const MOST_ATTEMPTS = Number.POSITIVE_INFINITY;
/** Set to repeat a run that failed. */
const SEED = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

interface Found {
  readonly entries: readonly MediaEntry[];
  /** The hashes of the files that are yet to be taken over. */
  readonly offered: ReadonlySet<string>;
}

describe(`media library under kill -9 (KILL_SEED=${SEED})`, function () {
  this.timeout(150_000);
  const random = seededRandom(SEED);
  const dataDir = makeTempDir('kill-data');
  const inbox = makeTempDir('kill-inbox');
  const removals = join(inbox, '.removals');
  /** By the hash of their bytes. */
  const sources = new Map<string, string>();
  /** What was offered, and nobody has asked to remove: it must be somewhere. */
  const owed = new Set<string>();
  let cutShort = 0;

  before(async () => {
    await mkdir(dataDir, { recursive: true });
    await writeFile(removals, '');
    for (let number = 0; number < SOURCES; number++) {
      const seconds = 0.3 + number * 0.1;
      const path = await ffmpegSource(
        `kill-${number}.mp4`,
        ...picture('320x180', '30', seconds),
        ...tone(seconds),
        ...H264,
      );
      sources.set(await hashOf(path), path);
    }
  });

  it(`loses no byte, publishes nothing by halves and leaves no orphan, killed ${KILLS} times`, async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      await offerSome(kill);
      await killOne(kill);
      await expectNothingLost(await find(), `after kill ${kill}`);
      await expectTidyAfterRestart(`after kill ${kill}`);
    }
    expect(cutShort, 'kills in the midst of a preparation').to.be.at.least(5);
  });

  it('prepares all of it in the end', async () => {
    const rig = await LibraryRig.open(dataDir, { concurrency: 2, mostAttempts: MOST_ATTEMPTS });
    try {
      for (const filename of await visible(inbox))
        await rig.library.addSource({ path: join(inbox, filename), filename });
      const { items } = await rig.library.list({ limit: 100 });
      expect(items).to.have.length.of.at.least(owed.size);
      for (const { id } of items) expect(await rig.settled(id), id).to.include({ status: 'ready' });
    } finally {
      await rig.close();
    }
    const found = await find();
    await expectNothingLost(found, 'in the end');
    expect(new Set(found.entries.map(({ source }) => source!.sha256)), 'each once').to.have.lengthOf(
      found.entries.length,
    );
    expect(await visible(join(dataDir, 'sources'))).to.deep.equal([]);
  });

  async function killOne(kill: number): Promise<void> {
    const args = [dataDir, inbox, removals, `${SEED + kill}`];
    const child = fork(PROCESS, args, { stdio: 'inherit' });
    const ended = once(child, 'exit');
    const share = random();
    const moment = MOMENTS.find(({ upToShare }) => share < upToShare)!;
    if (moment.from === 'open') await Promise.race([once(child, 'message'), ended]);
    await sleep(random() * moment.withinMs);
    child.kill('SIGKILL');
    expect(await ended, `kill ${kill}, ${moment.what}`).to.deep.equal([null, 'SIGKILL']);
  }

  /** Puts sources that are nowhere into the inbox, and now and then one that is somewhere. */
  async function offerSome(kill: number): Promise<void> {
    const { entries, offered } = await find();
    const present = new Set([...offered, ...entries.map(({ source }) => source!.sha256)]);
    for (const [hash, path] of sources) {
      if (random() >= (present.has(hash) ? 0.2 : 0.6)) continue;
      const name = `${kill}-${hash.slice(0, 8)}.mp4`;
      await copyFile(path, join(inbox, `.${name}`));
      await rename(join(inbox, `.${name}`), join(inbox, name));
      owed.add(hash);
    }
  }

  async function find(): Promise<Found> {
    const store = await Store.open(join(dataDir, 'db'), 0);
    try {
      const entries = await store.library.page({ limit: 1000 });
      const offered = await Promise.all((await visible(inbox)).map((name) => hashOf(join(inbox, name))));
      return { entries, offered: new Set(offered) };
    } finally {
      await store.close();
    }
  }

  /** As the kill left things, before anybody tidies up. */
  async function expectNothingLost({ entries, offered }: Found, when: string): Promise<void> {
    const blobs = await DiskBlobStore.create(join(dataDir, 'objects'));
    const held = new Set(offered);
    for (const { id, state, source } of entries) {
      const { sha256 } = source!;
      if (state.status === 'ready') {
        const { media, index } = mediaKeys(state.objectId);
        const { fragments, frames } = parsePreparedIndex(await blobs.read(index));
        expect(frames, `${when}: ${id}`).to.equal(state.frames);
        expect(await blobs.size(media), `${when}: ${id}`).to.equal(fragments.at(-1)![0] + fragments.at(-1)![1]);
      } else {
        expect(await hashOf(join(dataDir, 'sources', sha256)), `${when}: the source of ${id}`).to.equal(sha256);
      }
      expect(state.status, `${when}: ${id}`).not.to.equal('failed');
      held.add(sha256);
    }
    for (const hash of (await readFile(removals, 'utf8')).split('\n')) if (!held.has(hash)) owed.delete(hash);
    await writeFile(removals, '');
    expect(
      [...owed].filter((hash) => !held.has(hash)),
      `${when}: lost`,
    ).to.deep.equal([]);
  }

  async function expectTidyAfterRestart(when: string): Promise<void> {
    if ((await visible(join(dataDir, 'work')).catch(() => [])).length > 0) cutShort += 1;
    const rig = await LibraryRig.open(dataDir, { concurrency: 0, mostAttempts: MOST_ATTEMPTS });
    try {
      const { items } = await rig.library.list({ limit: 100 });
      const readyItems = items.filter(({ status }) => status === 'ready');
      const ready = await Promise.all(readyItems.map(({ id }) => rig.objectOf(id)));
      const keys = await rig.blobs.list('media/');
      expect(new Set(keys.map((key) => key.split('/')[1])), `${when}: owners of objects`).to.deep.equal(new Set(ready));
      for (const id of ready) expect(keys, when).to.include.members(Object.values(mediaKeys(id)));
      expect(
        items.every(({ status }) => status === 'ready' || status === 'queued'),
        when,
      ).to.equal(true);
      const needed = (await find()).entries.filter(({ state }) => state.status !== 'ready');
      expect(await rig.sources(), `${when}: sources`).to.have.members(needed.map(({ source }) => source!.sha256));
      expect(await rig.work(), `${when}: work`).to.deep.equal([]);
      expect(await readdir(join(dataDir, 'objects')), `${when}: objects`).to.have.members([
        '.incoming',
        'library',
        ...(ready.length > 0 ? ['media'] : []),
      ]);
      expect(await readdir(join(dataDir, 'objects', '.incoming')), `${when}: half objects`).to.deep.equal([]);
      expect(await rig.library.sweep(), when).to.deep.equal({ removed: [] });
    } finally {
      await rig.close();
    }
  }
});

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

async function visible(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.'));
}
