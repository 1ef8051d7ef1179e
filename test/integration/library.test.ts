import { execFile } from 'node:child_process';
import { copyFile, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { mediaKeys } from '../../media/prepared-media.js';
import type { MediaView } from '../../shared/api/media.js';
import { CodedError } from '../../shared/errors.js';
import { FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { LibraryRig } from '../support/library-rig.js';
import { makeTempDir } from '../support/temp-dir.js';
import { ffmpegSource, H264, picture, tone } from './ingest-sources.js';

describe('media library', function () {
  this.timeout(30_000);
  let short: string;
  let long: string;
  let rig: LibraryRig;
  let offers: string;

  before(async () => {
    short = await ffmpegSource('library-short.mp4', ...picture('320x180', '30', 1), ...tone(1), ...H264);
    long = await ffmpegSource('library-long.mp4', ...picture('320x180', '30', 60), ...H264);
  });

  beforeEach(async () => {
    offers = makeTempDir('offers');
    rig = await LibraryRig.open(makeTempDir('library'));
  });

  afterEach(() => rig.close());

  /** A copy of a source, for the library to take over. */
  async function offer(source: string, filename = 'film.mp4'): Promise<{ path: string; filename: string }> {
    const path = join(offers, filename);
    await copyFile(source, path);
    return { path, filename };
  }

  async function add(source: string, filename?: string): Promise<MediaView> {
    return (await rig.library.addSource(await offer(source, filename))).media;
  }

  async function failureOf(promise: Promise<unknown>): Promise<CodedError> {
    const outcome = await promise.catch((error: unknown) => error);
    if (outcome instanceof CodedError) return outcome;
    throw new Error(`wanted a coded error, not ${outcome}`);
  }

  const exists = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );

  async function reopen(options?: Parameters<typeof LibraryRig.open>[1]): Promise<void> {
    await rig.close();
    rig = await LibraryRig.open(rig.dataDir, options);
  }

  describe('given a file', () => {
    it('prepares it, tells how it gets on, and throws the source away', async () => {
      const told: MediaView[] = [];
      rig.library.on('change', (media) => told.push(media));
      const offered = await offer(short, 'My film.mp4');
      const { media, duplicate } = await rig.library.addSource(offered);
      expect(duplicate).to.equal(false);
      expect(media).to.include({ title: 'My film', status: 'queued', progress: 0, frames: null, revision: 1 });
      expect(await exists(offered.path), 'the file is taken over').to.equal(false);

      const ready = await rig.settled(media.id);
      expect(ready).to.include({
        status: 'ready',
        progress: 1,
        frames: 30,
        durationMs: 1000,
        error: null,
        revision: 1,
      });
      expect(ready.layers.map(({ width, height }) => `${width}x${height}`)).to.deep.equal(['320x180', '320x180']);
      expect(ready.findings).to.be.an('array');
      expect(told.map(({ status }) => status)).to.include.members(['queued', 'processing', 'ready']);
      expect(told.at(-1)).to.deep.equal(ready);
      expect(await rig.store.media.find(media.id)).to.include({ frames: 30, fps: 30 });
      await reopen();
      expect(await rig.library.get(media.id)).to.deep.equal(ready);
      expect(await rig.sources()).to.deep.equal([]);
      expect(await rig.work()).to.deep.equal([]);
    });

    it('shows its pictures once it is ready', async () => {
      const { id } = await add(short);
      expect(await failureOf(rig.library.poster(id))).to.include({ code: 'wrong-state', status: 409 });
      await rig.settled(id);
      const poster = await rig.library.poster(id);
      expect(poster.subarray(0, 3).toString('hex')).to.equal('ffd8ff');
      expect((await rig.library.storyboard(id)).subarray(0, 3).toString('hex')).to.equal('ffd8ff');
      expect((await rig.library.storyboardVtt(id)).toString()).to.match(/^WEBVTT/);
      expect(JSON.parse((await rig.library.waveform(id)).toString())).to.be.an('object');
      await rig.blobs.remove(mediaKeys(await rig.objectOf(id)).waveform);
      expect(await failureOf(rig.library.waveform(id))).to.include({ code: 'not-found' });
    });

    it('is played by others as long as it is, its largest layer first', async () => {
      // More than one fragment: players know of the rest by their index alone.
      const { id } = await add(await ffmpegSource('library-played.mp4', ...picture('640x360', '30', 5), ...H264));
      expect(await failureOf(rig.library.playable(id))).to.include({ code: 'wrong-state' });
      const { durationMs, layers } = await rig.settled(id);
      const { size, stream } = await rig.library.playable(id);
      const path = join(offers, 'playable.mp4');
      await writeFile(path, await buffer(await stream({ offset: 0, length: size })));
      const entries = ['-show_entries', 'format=duration:stream=width', '-select_streams', 'v:0'];
      const { stdout } = await promisify(execFile)(FFPROBE_BIN, ['-v', 'error', '-of', 'json', ...entries, path]);
      const probed = JSON.parse(stdout) as { streams: object[]; format: { duration: string } };
      expect(Number(probed.format.duration) * 1000).to.equal(durationMs);
      expect(probed.streams).to.deep.equal([{ width: layers.at(-1)!.width }]);
    });

    it('prepares the same bytes once', async () => {
      const first = await add(short, 'one.mp4');
      const again = await offer(short, 'two.mp4');
      const twice = await Promise.all([
        rig.library.addSource(again),
        rig.library.addSource(await offer(short, 'three.mp4')),
      ]);
      for (const { media, duplicate } of twice) {
        expect(duplicate).to.equal(true);
        expect(media).to.include({ id: first.id, title: 'one' });
      }
      expect(await exists(again.path), 'it is taken over all the same').to.equal(false);
      await rig.settled(first.id);
      const late = await rig.library.addSource(await offer(short));
      expect(late).to.have.nested.property('media.status', 'ready');
      expect((await rig.library.list({ limit: 10 })).items).to.have.lengthOf(1);
      await reopen();
      expect(await rig.sources()).to.deep.equal([]);
    });

    it('prepares the same bytes anew when what was made of them is lost, under the same name', async () => {
      const { id } = await add(short, 'one.mp4');
      const ready = await rig.settled(id);
      for (const key of await rig.blobs.list('media/')) await rig.blobs.remove(key);
      const { media, duplicate } = await rig.library.addSource(await offer(short, 'two.mp4'));
      expect(duplicate).to.equal(false);
      expect(media).to.include({ id, title: 'one', status: 'queued', revision: 2 });
      expect(await rig.settled(id)).to.include({ status: 'ready', frames: ready.frames });
      expect(await rig.library.verify(id)).to.deep.equal({ intact: true, damage: [] });
      expect(await rig.sources()).to.deep.equal([]);
    });

    it('prepares nothing anew because the store cannot be read', async () => {
      const { id } = await add(short);
      await rig.settled(id);
      const { index } = mediaKeys(await rig.objectOf(id));
      await rig.blobs.remove(index);
      // A link in a circle: it is there, and cannot be opened.
      const path = join(rig.dataDir, 'objects', index);
      await symlink(path, path);
      expect(await rig.library.addSource(await offer(short))).to.deep.include({ duplicate: true });
      expect(await rig.library.get(id)).to.include({ status: 'ready', revision: 1 });
    });

    it('takes a copy when it must be kept', async () => {
      const offered = await offer(short);
      const { media } = await rig.library.addSource({ ...offered, keep: true, title: 'Kept' });
      expect(media.title).to.equal('Kept');
      expect(await exists(offered.path)).to.equal(true);
      expect(await rig.settled(media.id)).to.include({ status: 'ready' });
    });

    it('says that it has it before it takes it away', async () => {
      const offered = await offer(short);
      const noted: object[] = [];
      const onTaken = async (taken: object): Promise<void> => {
        noted.push({ ...taken, isThere: await exists(offered.path) });
      };
      const { media } = await rig.library.addSource({ ...offered, onTaken });
      expect(noted).to.deep.equal([{ mediaId: media.id, duplicate: false, isThere: true }]);
    });
  });

  describe('given what it cannot take', () => {
    it('leaves the file where it is, and keeps nothing', async () => {
      const empty = join(offers, 'empty.mp4');
      await writeFile(empty, '');
      const missing = await failureOf(rig.library.addSource({ path: join(offers, 'none.mp4'), filename: 'none.mp4' }));
      expect(missing.code).to.equal('source-missing');
      expect((await failureOf(rig.library.addSource({ path: empty, filename: 'empty.mp4' }))).code).to.equal(
        'source-empty',
      );
      expect(await exists(empty)).to.equal(true);
      expect(await rig.sources()).to.deep.equal([]);
      expect((await rig.library.list({ limit: 10 })).items).to.deep.equal([]);
    });

    it('says that the disk is full, before it takes a file and before it prepares one', async () => {
      let free = 0;
      await reopen({ freeBytes: async (folder) => (folder.endsWith('sources') ? free : free - 1) });
      const offered = await offer(short);
      const needed = 64 * 1024 ** 2 + 2 * (await stat(offered.path)).size;
      free = needed - 1;
      expect(await failureOf(rig.library.addSource(offered))).to.include({ code: 'storage-full', status: 507 });
      expect(await exists(offered.path)).to.equal(true);
      free = needed;
      const { media } = await rig.library.addSource(offered);
      expect((await rig.settled(media.id)).error).to.include({ code: 'storage-full' });
      free = needed + 1;
      await rig.library.retry(media.id);
      expect(await rig.settled(media.id)).to.include({ status: 'ready' });
    });

    it('keeps why, and the source to try again, until the media is removed', async () => {
      const text = join(offers, 'text');
      await writeFile(text, 'this is no film\n'.repeat(1000));
      const { id } = await add(text);
      const failed = await rig.settled(id);
      expect(failed).to.include({ status: 'failed', progress: 0 });
      expect(failed.error).to.include({ code: 'source-not-video' });
      expect(await rig.blobs.list('media/')).to.deep.equal([]);
      expect(await rig.library.retry(id)).to.include({ status: 'queued', revision: 2, error: null });
      await rig.settled(id);
      const again = await rig.library.addSource(await offer(text));
      expect(again, 'the same bytes are tried again, too').to.deep.include({ duplicate: false });
      expect(again.media).to.include({ id, status: 'queued', revision: 3 });
      await rig.settled(id);
      expect(await rig.sources()).to.have.lengthOf(1);
      await rig.library.remove(id);
      expect(await rig.sources()).to.deep.equal([]);
      expect(await failureOf(rig.library.get(id))).to.include({ code: 'media-unknown', status: 404 });
    });
  });

  describe('in the middle of a preparation', () => {
    let id: string;

    beforeEach(async () => {
      ({ id } = await add(long));
      await rig.until(id, ({ progress }) => progress > 0.1);
    });

    async function expectNothingOfIt(): Promise<void> {
      expect(await rig.blobs.list('media/')).to.deep.equal([]);
      expect(await rig.work()).to.deep.equal([]);
    }

    it('cancels it, and goes on with the next; it can be tried again', async () => {
      const next = await add(short, 'next.mp4');
      const cancelled = await rig.library.cancel(id);
      expect(cancelled).to.include({ status: 'failed', revision: 2 });
      expect(cancelled.error).to.include({ code: 'preparation-cancelled' });
      expect(await rig.settled(next.id)).to.include({ status: 'ready' });
      const nextFolder = `media/${await rig.objectOf(next.id)}/`;
      expect((await rig.blobs.list('media/')).every((key) => key.startsWith(nextFolder))).to.equal(true);
      expect(await failureOf(rig.library.cancel(id))).to.deep.include({
        code: 'wrong-state',
        details: { status: 'failed' },
      });
      expect(await rig.library.retry(id)).to.include({ status: 'queued' });
      expect(await failureOf(rig.library.retry(id))).to.include({ code: 'wrong-state' });
      await rig.library.cancel(id);
      await rig.library.remove(id);
    });

    it('removes it with all that there is of it', async () => {
      const removed: string[] = [];
      rig.library.on('removed', (media) => removed.push(media));
      await rig.library.remove(id);
      expect(removed).to.deep.equal([id]);
      await expectNothingOfIt();
      expect(await rig.sources()).to.deep.equal([]);
    });

    it('closes, and begins it anew at the next start', async () => {
      await reopen({ concurrency: 0 });
      expect(await rig.library.get(id)).to.include({ status: 'queued', revision: 1 });
      await expectNothingOfIt();
      await reopen();
      expect(await rig.settled(id)).to.include({ status: 'ready', frames: 1800 });
    });

    it('is not taken for an orphan by the sweep', async () => {
      expect(await rig.library.sweep()).to.deep.equal({ removed: [] });
      expect(await rig.settled(id)).to.include({ status: 'ready' });
    });
  });

  describe('deletes', () => {
    it('nothing that a sequence or a channel needs, and says which', async () => {
      const { id } = await add(short);
      await rig.settled(id);
      await rig.store.sequences.add({ id: 's', name: 'Evening', items: [{ mediaId: id }] });
      const failure = await failureOf(rig.library.remove(id));
      expect(failure).to.include({ code: 'media-in-use', status: 409 });
      expect(failure.details).to.deep.equal({
        usedBy: [{ sequenceId: 's', sequenceName: 'Evening', channels: [] }],
        fillerOf: [],
      });
      expect(await rig.blobs.size(mediaKeys(await rig.objectOf(id)).index)).to.be.greaterThan(0);
    });

    it('every object of a media, and nothing else', async () => {
      const one = await add(short);
      const other = await add(await ffmpegSource('library-other.mp4', ...picture('160x90', '30', 0.5), ...H264));
      await rig.settled(one.id);
      await rig.settled(other.id);
      const kept = await rig.blobs.list(`media/${await rig.objectOf(other.id)}/`);
      expect(await failureOf(rig.library.remove(one.id, 7))).to.deep.include({
        code: 'stale-revision',
        details: { revision: 1 },
      });
      await rig.library.remove(one.id, 1);
      expect(await rig.blobs.list('media/')).to.deep.equal(kept);
      const again = await add(short);
      expect(again.id, 'a name is never given again').not.to.equal(one.id);
    });

    it('an object that two media share with the second of them', async () => {
      const { id } = await add(short);
      await rig.settled(id);
      const { createdAtMs: _, ...record } = (await rig.store.media.find(id))!;
      await rig.store.media.add({ ...record, id: 'same', createdAtMs: 1 });
      const keys = await rig.blobs.list('media/');
      expect(keys).to.have.members(Object.values(mediaKeys(record.objectId)));
      await rig.library.remove(id);
      expect(await rig.library.sweep()).to.deep.equal({ removed: [] });
      expect(await rig.blobs.list('media/')).to.deep.equal(keys);
      await rig.library.remove('same');
      expect(await rig.blobs.list('media/')).to.deep.equal([]);
    });
  });

  it('verifies the stored bytes, and tells of each kind of damage', async () => {
    const { id } = await add(short);
    expect(await failureOf(rig.library.verify(id))).to.include({ code: 'wrong-state' });
    await rig.settled(id);
    expect(await rig.library.verify(id)).to.deep.equal({ intact: true, damage: [] });
    const keys = mediaKeys(await rig.objectOf(id));
    const found = async (): Promise<string[]> => (await rig.library.verify(id)).damage.map(({ code }) => code);
    const bytes = await rig.blobs.read(keys.media);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1]! ^= 1;
    await rig.blobs.write(keys.media, flipped);
    expect(await found()).to.deep.equal(['media-changed']);
    await rig.blobs.write(keys.media, bytes.subarray(1));
    await rig.blobs.remove(keys.poster);
    expect(await found()).to.deep.equal(['media-size', 'pictures-missing']);
    await rig.blobs.write(keys.index, Buffer.from('{}'));
    expect(await found()).to.include('index-damaged');
    for (const key of Object.values(keys)) await rig.blobs.remove(key);
    expect(await found()).to.deep.equal(['index-missing', 'media-missing', 'pictures-missing']);
  });

  it('renames at the expected revision only', async () => {
    const { id } = await add(short);
    expect(await rig.library.rename(id, ' New name ', 1)).to.include({ title: 'New name', revision: 2 });
    const failure = await failureOf(rig.library.rename(id, 'Other', 1));
    expect(failure).to.deep.include({ code: 'stale-revision', status: 412, details: { revision: 2 } });
    expect(await failureOf(rig.library.rename('none', 'x'))).to.include({ code: 'media-unknown' });
  });

  it('lists in pages', async () => {
    await reopen({ concurrency: 0 });
    for (let number = 0; number < 5; number++) {
      const path = join(offers, `${number}`);
      await writeFile(path, `${number}`);
      await rig.library.addSource({ path, filename: `film ${number}.mp4` });
    }
    const titles: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await rig.library.list({ limit: 2, ...(cursor ? { cursor } : {}) });
      titles.push(...page.items.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(titles).to.have.members(['film 0', 'film 1', 'film 2', 'film 3', 'film 4']);
    expect((await rig.library.list({ limit: 10, search: 'FILM 3' })).items).to.have.lengthOf(1);
    expect((await rig.library.list({ limit: 10, status: 'ready' })).items).to.deep.equal([]);
    expect(await failureOf(rig.library.list({ limit: 1, cursor: 'made up' }))).to.include({ code: 'bad-request' });
  });

  it('sweeps what belongs to nothing', async () => {
    const ready = await add(short);
    await rig.settled(ready.id);
    await reopen({ concurrency: 0 });
    await add(long);
    const kept = await rig.blobs.list('media/');
    for (const key of ['media/ghost/index.json', 'media/ghost/media.mp4']) {
      await rig.blobs.write(key, Buffer.of(1));
    }
    await rig.store.objectUses.noteRemoval('ghost', 1);
    const needed = await rig.sources();
    await writeFile(join(rig.dataDir, 'sources', 'unneeded'), 'x');
    await mkdir(join(rig.dataDir, 'work', 'old-job'));
    const { removed } = await rig.library.sweep();
    expect(removed).to.have.members(['media/ghost/index.json', 'media/ghost/media.mp4', 'unneeded', 'old-job']);
    expect(await rig.blobs.list('media/')).to.have.members(kept);
    expect(await rig.sources()).to.deep.equal(needed);
    expect(await rig.library.sweep()).to.deep.equal({ removed: [] });
  });

  it('takes in media that was made without it, one that lacks its objects too', async () => {
    const { id } = await add(short);
    const { layers } = await rig.settled(id);
    await rig.blobs.write(mediaKeys('made').index, await rig.blobs.read(mediaKeys(await rig.objectOf(id)).index));
    for (const made of ['lost', 'made']) {
      await rig.store.media.add({ id: made, objectId: made, title: made, fps: 30, frames: 30, createdAtMs: 1 });
    }
    await reopen();
    expect(await rig.library.get('made')).to.deep.include({ status: 'ready', layers, filename: null, sourceBytes: 0 });
    expect((await rig.library.get('lost')).layers).to.deep.equal([]);
  });

  describe('in a store that another installation uses', () => {
    let other: LibraryRig;

    afterEach(() => other.close());

    /** Opens a second installation on the same store, as with one bucket and prefix, or one folder, for two. */
    async function openOther(): Promise<void> {
      const dataDir = makeTempDir('other-library');
      await symlink(join(rig.dataDir, 'objects'), join(dataDir, 'objects'));
      other = await LibraryRig.open(dataDir);
    }

    it('removes nothing, whoever came first and whoever starts again', async () => {
      const { id } = await add(short);
      await rig.settled(id);
      await openOther();
      const { media } = await other.library.addSource(await offer(long, 'theirs.mp4'));
      await other.settled(media.id);
      const keys = await rig.blobs.list('media/');
      await reopen();
      expect(await rig.library.sweep()).to.deep.equal({ removed: [] });
      await rig.library.remove(id);
      await other.library.remove(media.id);
      expect(await rig.blobs.list('media/'), 'deleting is no reason either').to.deep.equal(keys);
    });

    it('removes what it has deleted when the other one is gone for good, and nothing of the other one', async () => {
      await openOther();
      const theirs = (await other.library.addSource(await offer(long, 'theirs.mp4'))).media;
      await other.settled(theirs.id);
      const { id } = await add(short);
      await rig.settled(id);
      const objectId = await rig.objectOf(id);
      await rig.library.remove(id);
      const mark = `library/owners/${await other.store.library.identity(null)}`;
      await rig.blobs.remove(mark);
      const { removed } = await rig.library.sweep();
      expect(removed).to.have.members(Object.values(mediaKeys(objectId)));
      expect(await other.library.verify(theirs.id)).to.deep.equal({ intact: true, damage: [] });
    });
  });
});
