import { copyFile, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { DiskBlobStore } from '../../../../../media/store/disk-blob-store.js';
import { StoreUnavailableError } from '../../../../../media/store/store-unavailable.js';
import { placeOf, StoreOwnership } from '../../../../../server/office/library/store-ownership.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('the ownership of a store', () => {
  let blobs: DiskBlobStore;
  let logged: { level: number; msg: string; others?: string[] }[];

  beforeEach(async () => {
    blobs = await DiskBlobStore.create(makeTempDir('owned'));
    logged = [];
  });

  const claim = (libraryId: string, store = blobs) =>
    StoreOwnership.claim({
      ...{ blobs: store, libraryId, dataDir: `/srv/${libraryId}` },
      logger: pino({ level: 'info' }, { write: (line) => logged.push(JSON.parse(line)) }),
    });

  it('is had by the one who uses it alone, after a restart too', async () => {
    expect(await (await claim('a')).isSole()).to.equal(true);
    expect(await (await claim('a')).isSole()).to.equal(true);
    expect(logged).to.deep.equal([]);
  });

  it('is had by nobody as soon as a second one has come, and each says so once', async () => {
    const first = await claim('a');
    expect(await first.isSole()).to.equal(true);
    const second = await claim('b');
    for (let look = 0; look < 3; look += 1) {
      for (const each of [first, second]) expect(await each.isSole()).to.equal(false);
    }
    expect(logged.map(({ level, others }) => [level, others?.[0]?.split(' ')[0]])).to.deep.equal([
      [50, 'library/owners/a'],
      [50, 'library/owners/b'],
    ]);
    expect(logged[0]!.others![0]).to.include('"dataDir":"/srv/a"');
    await blobs.remove('library/owners/b');
    expect(await first.isSole(), 'the other is gone for good').to.equal(true);
  });

  it('is not had beside an installation of an earlier version, which has left no mark but the first', async () => {
    await blobs.write('library/owner', Buffer.from('older'));
    expect(await (await claim('a')).isSole()).to.equal(false);
  });

  it('is not had while it cannot be told', async () => {
    const { list } = blobs;
    blobs.list = async () => {
      throw new StoreUnavailableError('nothing answers there', undefined);
    };
    const ownership = await claim('a');
    expect(await ownership.isSole()).to.equal(false);
    expect(logged.map(({ level }) => level)).to.deep.equal([40]);
    blobs.list = list;
    expect(await ownership.isSole()).to.equal(true);
    expect(logged.map(({ level }) => level)).to.deep.equal([40, 30]);
  });

  it('does not pass to a copy of a database, unless the store is inside the folder that is copied', async () => {
    const dataDir = makeTempDir('data');
    const [objectsDir, databaseFile] = [join(dataDir, 'objects'), join(dataDir, 'streamsync.db')];
    await mkdir(objectsDir);
    await writeFile(databaseFile, 'rows');
    const place = (isOnDisk: boolean) => placeOf({ dataDir, objectsDir, isOnDisk, databaseFile });
    expect(await place(true)).to.equal(null);
    const inBucket = await place(false);
    expect(await place(false)).to.equal(inBucket);
    await copyFile(databaseFile, `${databaseFile}.backup`);
    await rename(`${databaseFile}.backup`, databaseFile);
    expect(await place(false), 'restored').not.to.equal(inBucket);
    await rename(objectsDir, join(dataDir, 'elsewhere'));
    await symlink(join(dataDir, 'elsewhere'), objectsDir);
    expect(await place(true), 'a folder that others may reach').to.equal(await place(false));
  });
});
