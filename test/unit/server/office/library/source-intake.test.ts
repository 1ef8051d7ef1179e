import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { SourceIntake } from '../../../../../server/office/library/source-intake.js';
import { SourceShelf } from '../../../../../server/office/library/source-shelf.js';
import { Store } from '../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const BYTES = 'the bytes of a film';
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const READY = { status: 'ready', objectId: 'o', fps: 30, frames: 3, layers: [], findings: [] } as const;

describe('source intake', () => {
  let store: Store;
  let shelfDir: string;
  let offers: string;
  let intake: SourceIntake;
  let freeBytes: number;
  let isWhole: boolean;

  beforeEach(async () => {
    const dir = makeTempDir('intake');
    shelfDir = join(dir, 'sources');
    offers = makeTempDir('offers');
    store = await Store.open(join(dir, 'db'), 0);
    freeBytes = 1024 ** 3;
    isWhole = true;
    intake = new SourceIntake({
      ...{ store: store.library, shelf: await SourceShelf.create(shelfDir) },
      limits: { maxBytes: 1000, maxDurationS: 1, maxPixels: 1 },
      now: () => 5,
      freeBytes: async () => freeBytes,
      isWhole: async (objectId) => objectId === READY.objectId && isWhole,
    });
  });

  afterEach(() => store.close());

  async function offer(filename = 'film.mp4', bytes = BYTES): Promise<{ path: string; filename: string }> {
    const path = join(offers, filename);
    await writeFile(path, bytes);
    return { path, filename };
  }

  it('queues a media and has its source, once, however often it is offered at a time', async () => {
    const offered = await Promise.all(['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4'].map((name) => offer(name)));
    const taken = await Promise.all(offered.map((one) => intake.take(one)));
    expect(new Set(taken.map(({ entry }) => entry.id)), 'one media').to.have.lengthOf(1);
    expect(
      taken.filter(({ duplicate }) => !duplicate),
      'new once',
    ).to.have.lengthOf(1);
    expect(await readdir(shelfDir)).to.deep.equal([SHA256]);
    expect(
      offered.filter(({ path }) => existsSync(path)),
      'all taken away',
    ).to.deep.equal([]);
  });

  it('may be cut off behind any step: offered again, it is the same media', async () => {
    const offered = await offer();
    const cutOff = { ...offered, onTaken: () => Promise.reject(new Error('cut off')) };
    expect(await intake.take(cutOff).catch((error: Error) => error.message)).to.equal('cut off');
    expect(await readFile(offered.path, 'utf8'), 'the file is still there').to.equal(BYTES);
    const [entry] = await store.library.page({ limit: 10 });
    expect(await intake.take(offered)).to.deep.equal({ entry, duplicate: true });
    expect(existsSync(offered.path)).to.equal(false);
    expect(await readFile(join(shelfDir, SHA256), 'utf8')).to.equal(BYTES);
  });

  it('keeps no source of what is ready', async () => {
    const { entry } = await intake.take(await offer());
    await store.library.moveOn(entry.id, 'queued', READY, 6);
    await intake.drop(entry);
    expect(await readdir(shelfDir)).to.deep.equal([]);
    expect(await intake.take(await offer())).to.deep.include({ duplicate: true });
    expect(await readdir(shelfDir)).to.deep.equal([]);
  });

  it('keeps the source of a media that was removed and offered again at that moment', async () => {
    const { entry } = await intake.take(await offer());
    await store.library.remove(entry.id, undefined, 0);
    const [again] = await Promise.all([intake.take(await offer()), intake.drop(entry)]);
    expect(again).to.deep.include({ duplicate: false });
    expect(await readdir(shelfDir)).to.deep.equal([SHA256]);
  });

  it('queues what failed when its bytes are offered again, even if the source was lost', async () => {
    const { entry } = await intake.take(await offer());
    const error = { code: 'source-damaged', message: 'Fetch it again.' };
    await store.library.moveOn(entry.id, 'queued', { status: 'failed', error }, 6);
    await (await SourceShelf.create(shelfDir)).remove(SHA256);
    const again = await intake.take(await offer());
    expect(again).to.have.property('duplicate', false);
    expect(again.entry).to.deep.include({ id: entry.id, state: { status: 'queued' }, revision: 2 });
    expect(await readdir(shelfDir)).to.deep.equal([SHA256]);
  });

  it('queues what is ready and lost when its bytes are offered again', async () => {
    const { entry } = await intake.take(await offer());
    await store.library.moveOn(entry.id, 'queued', READY, 6);
    await intake.drop(entry);
    isWhole = false;
    const again = await intake.take(await offer());
    expect(again).to.have.property('duplicate', false);
    expect(again.entry).to.deep.include({ id: entry.id, state: { status: 'queued' }, revision: 2 });
    expect(await readdir(shelfDir)).to.deep.equal([SHA256]);
  });

  it('refuses what is too large or finds no room, and leaves it alone', async () => {
    const large = await offer('large.mp4', 'x'.repeat(1001));
    const small = await offer();
    expect(await intake.take(large).catch((error: unknown) => error)).to.have.property('code', 'source-too-large');
    freeBytes = 0;
    expect(await intake.take(small).catch((error: unknown) => error)).to.have.property('code', 'storage-full');
    expect([large, small].every(({ path }) => existsSync(path))).to.equal(true);
    expect(await store.library.page({ limit: 10 })).to.deep.equal([]);
    expect(await readdir(shelfDir)).to.deep.equal([]);
  });
});
