import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { hasAacTrack } from '../../media/ingest/aac-track.js';
import { aacKeys } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { StoreUnavailableError } from '../../media/store/store-unavailable.js';
import type { AacTracksDeps } from '../../server/office/library/aac-tracks.js';
import { AacRig } from '../support/aac-rig.js';
import { LibraryRig } from '../support/library-rig.js';
import { makeTempDir } from '../support/temp-dir.js';
import { ffmpegSource, H264, picture, tone } from './ingest-sources.js';

const PROCESS = fileURLToPath(new URL('../support/aac-process.js', import.meta.url));
const KILLS = 6;
/** In this time a process that is not killed makes all there is. */
const KILLED_WITHIN_MS = 1500;

describe('the AAC of a library', function () {
  this.timeout(90_000);
  let aac: AacRig;
  let dataDir: string;

  beforeEach(() => {
    dataDir = makeTempDir('aac-library');
  });

  afterEach(() => aac.close());

  async function open(deps: Partial<AacTracksDeps> = {}): Promise<void> {
    aac = await AacRig.open(dataDir, deps);
  }

  async function reopen(deps: Partial<AacTracksDeps> = {}): Promise<void> {
    await aac.close();
    await open(deps);
  }

  async function add(seconds: number): Promise<string> {
    const source = [...picture('320x180', '30', seconds), ...tone(seconds), ...H264];
    const path = await ffmpegSource(`aac-library-${seconds}.mp4`, ...source);
    return (await aac.rig.library.addSource({ path, filename: 'film.mp4', keep: true })).media.id;
  }

  const has = async (id: string) => hasAacTrack(aac.rig.blobs, await aac.rig.objectOf(id));
  const view = async (id: string) => (await aac.rig.library.get(id)).aac;

  /** The same store, whose requests a test can look into. */
  async function watchedStore(before: (what: 'read' | 'publish' | 'write', key: string) => Promise<void>) {
    const blobs = await DiskBlobStore.create(join(dataDir, 'objects'));
    for (const what of ['read', 'publish', 'write'] as const) {
      const request = blobs[what].bind(blobs) as (...args: unknown[]) => Promise<never>;
      blobs[what] = async (key: string, ...args: unknown[]) => {
        await before(what, key);
        return request(key, ...args);
      };
    }
    return blobs;
  }

  it('is made of what has become ready, once, told to hosts, and no orphan to the sweep', async () => {
    await open();
    const id = await add(1);
    expect(await view(id)).to.equal('none');
    await aac.until(id, 'ready');
    expect(await has(id)).to.equal(true);
    expect(await aac.rig.library.sweep()).to.deep.equal({ removed: [] });
    expect(await readdir(aac.workDir)).to.deep.equal([]);
    await reopen({ tools: { ffmpeg: '/nowhere' } });
    expect(await view(id)).to.equal('ready');
    expect(await aac.rig.store.aacTracks.next()).to.equal(undefined);
    expect(await aac.rig.store.objectUses.removals()).to.deep.equal([]);
    await aac.rig.library.remove(id);
    expect(await aac.rig.blobs.list('media/')).to.deep.equal([]);
  });

  it('is found there by a second media of the same object', async () => {
    await open();
    const id = await add(1);
    await aac.until(id, 'ready');
    const { createdAtMs, ...record } = (await aac.rig.store.media.find(id))!;
    await aac.rig.store.media.add({ ...record, id: 'same', createdAtMs: createdAtMs + 1 });
    await reopen({ tools: { ffmpeg: '/nowhere' } });
    await aac.until('same', 'ready');
    await aac.rig.library.remove(id);
    expect(await has('same')).to.equal(true);
  });

  it('is made of the slate, in the store that this lies in', async () => {
    const rig = await LibraryRig.open(dataDir);
    const path = await ffmpegSource('aac-slate.mp4', ...picture('320x180', '30', 1), ...tone(1), ...H264);
    const { id } = (await rig.library.addSource({ path, filename: 'slate.mp4', keep: true })).media;
    await rig.settled(id);
    const objectId = await rig.objectOf(id);
    const blobs = await DiskBlobStore.create(makeTempDir('aac-slate'));
    for (const key of await rig.blobs.list('media/')) await blobs.write(key, await rig.blobs.read(key));
    await rig.library.remove(id);
    await rig.close();
    await open({ slate: { objectId, blobs } });
    while (!(await hasAacTrack(blobs, objectId))) await sleep(20);
    expect(await aac.rig.blobs.list('media/')).to.deep.equal([]);
  });

  it('waits for a store that does not answer, at whatever moment, and counts no attempt', async () => {
    let isAway = true;
    let failures = 0;
    const failed = new Set<string>();
    const blobs = await watchedStore(async (what, key) => {
      if (!isAway && (what === 'read' || failed.has(key))) return;
      failures += 1;
      if (!isAway) failed.add(key);
      throw new StoreUnavailableError('nothing answers there', undefined);
    });
    await open({ blobs });
    const id = await add(1);
    await aac.rig.settled(id);
    while (failures < 2) await sleep(20);
    expect(await view(id)).to.equal('queued');
    isAway = false;
    await aac.until(id, 'ready');
    expect(failed).to.have.lengthOf(2);
    expect(await has(id)).to.equal(true);
  });

  for (const [moment, isThen] of [
    ['read', (what: string, key: string) => what === 'read' && key.endsWith('media.mp4')],
    ['put into the store', (what: string, key: string) => what === 'publish' && key.endsWith('aac.mp4')],
    ['about to be there', (what: string, key: string) => what === 'write' && key.endsWith('aac.json')],
  ] as const) {
    it(`leaves nothing of a media that is deleted while it is ${moment}`, async () => {
      let arrive: () => void = () => undefined;
      let goOn: () => void = () => undefined;
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const gone = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const blobs = await watchedStore(async (what, key) => {
        if (!isThen(what, key)) return;
        arrive();
        await gone;
      });
      await open({ blobs });
      const id = await add(1);
      await arrived;
      const removed = aac.rig.library.remove(id);
      while ((await aac.rig.store.library.find(id)) !== undefined) await sleep(5);
      goOn();
      await removed;
      await aac.tracks.close();
      expect(await aac.rig.blobs.list('media/')).to.deep.equal([]);
      expect(await aac.rig.store.objectUses.removals()).to.deep.equal([]);
      expect(await readdir(aac.workDir)).to.deep.equal([]);
    });
  }

  it('stays, as all does, in a store that another installation uses', async () => {
    await open();
    const id = await add(1);
    await aac.until(id, 'ready');
    const otherDir = makeTempDir('aac-other');
    await symlink(join(dataDir, 'objects'), join(otherDir, 'objects'));
    const other = await LibraryRig.open(otherDir);
    const keys = await aac.rig.blobs.list('media/');
    await aac.rig.library.remove(id);
    expect(await aac.rig.blobs.list('media/')).to.deep.equal(keys);
    expect(keys).to.have.lengthOf(8);
    await other.close();
  });

  it('is made again when it is found damaged', async () => {
    await open();
    const id = await add(1);
    await aac.until(id, 'ready');
    const keys = aacKeys(await aac.rig.objectOf(id));
    const bytes = await aac.rig.blobs.read(keys.track);
    expect(await aac.rig.library.verify(id)).to.deep.equal({ intact: true, damage: [] });
    for (const damaged of [undefined, bytes.subarray(1), Buffer.from(bytes).fill(0, 900, 910)]) {
      if (damaged === undefined) await aac.rig.blobs.remove(keys.index);
      else await aac.rig.blobs.write(keys.track, damaged);
      const { damage } = await aac.rig.library.verify(id);
      expect(damage.map(({ code }) => code)).to.deep.equal(['aac-damaged']);
      await aac.until(id, 'ready');
      expect(await aac.rig.blobs.read(keys.track)).to.deep.equal(bytes);
    }
  });

  it(`publishes nothing by halves and goes on where it was, killed ${KILLS} times`, async () => {
    await open({ tools: { ffmpeg: '/nowhere' } });
    const ids = [await add(21), await add(22), await add(23)];
    for (const id of ids) await aac.rig.settled(id);
    const objects = await Promise.all(ids.map((id) => aac.rig.objectOf(id)));
    let cutShort = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      for (const objectId of objects) {
        await aac.rig.store.library.queueAac(objectId);
        for (const key of Object.values(aacKeys(objectId)).reverse()) await aac.rig.blobs.remove(key);
      }
      await aac.close();
      const child = fork(PROCESS, [dataDir], { stdio: 'inherit' });
      const ended = once(child, 'exit');
      await Promise.race([once(child, 'message'), ended]);
      await sleep((KILLED_WITHIN_MS * kill) / KILLS);
      child.kill('SIGKILL');
      expect(await ended).to.deep.equal([null, 'SIGKILL']);
      const blobs = await DiskBlobStore.create(join(dataDir, 'objects'));
      const made = await Promise.all(objects.map((objectId) => hasAacTrack(blobs, objectId)));
      for (const [index, objectId] of objects.entries()) {
        const isTold = (await blobs.size(aacKeys(objectId).index)) !== undefined;
        expect(isTold, `kill ${kill}`).to.equal(made[index]);
      }
      if (made.includes(false)) cutShort += 1;
      await open();
      for (const id of ids) await aac.until(id, 'ready');
      for (const id of ids) expect(await has(id), `kill ${kill}`).to.equal(true);
      expect(await aac.rig.library.sweep()).to.deep.equal({ removed: [] });
    }
    expect(cutShort, 'kills in the midst of the work').to.be.at.least(2);
  });
});
