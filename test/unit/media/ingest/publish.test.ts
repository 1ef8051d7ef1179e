import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import { type PreparedObject, publishObject } from '../../../../media/ingest/publish.js';
import { mediaKeys } from '../../../../media/prepared-media.js';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const ID = 'a'.repeat(64);
const keys = mediaKeys(ID);

describe('publishing an object', () => {
  const { bytes, index } = syntheticMedia([{ layers: 1, frames: 3 }]);
  let store: DiskBlobStore;
  let written: string[];
  let object: PreparedObject;

  beforeEach(async () => {
    store = await DiskBlobStore.create(makeTempDir('publish'));
    written = [];
    const write = store.write.bind(store);
    store.write = async (key, content) => {
      written.push(key);
      await write(key, content);
    };
    object = { objectId: ID, mediaPath: await prepared(), index, attachments: { poster: Buffer.from('p') } };
  });

  async function prepared(): Promise<string> {
    const mediaPath = join(makeTempDir('prepared'), 'media.mp4');
    await writeFile(mediaPath, bytes);
    return mediaPath;
  }

  it('puts the index last', async () => {
    await publishObject(object, { store });
    expect(written).to.deep.equal([keys.poster, keys.index]);
    expect(await store.read(keys.media)).to.deep.equal(bytes);
  });

  it('leaves alone what is there', async () => {
    await publishObject(object, { store });
    await publishObject({ ...object, mediaPath: '/nowhere' }, { store });
    expect(written).to.have.lengthOf(2);
  });

  it('makes whole what a crash or a fault left in part', async () => {
    await store.write(keys.media, bytes.subarray(1));
    await publishObject(object, { store });
    for (const damage of [
      () => store.remove(keys.media),
      () => store.write(keys.media, bytes.subarray(1)),
      () => store.write(keys.index, Buffer.from('{')),
    ]) {
      await damage();
      await publishObject({ ...object, mediaPath: await prepared() }, { store });
      expect(await store.read(keys.media)).to.deep.equal(bytes);
      expect(JSON.parse((await store.read(keys.index)).toString())).to.deep.equal(index);
    }
  });

  it('leaves nothing when it fails, or is aborted', async () => {
    const failure = await publishObject({ ...object, mediaPath: '/nowhere' }, { store }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.have.property('code', 'ENOENT');
    const aborted = publishObject(object, {
      store,
      signal: AbortSignal.abort(new IngestError('preparation-cancelled')),
    });
    expect(await aborted.catch((error: unknown) => error)).to.have.property('code', 'preparation-cancelled');
    expect(await store.list('')).to.deep.equal([]);
  });

  it('happens while the keeper of objects lets nobody else near', async () => {
    const held: string[] = [];
    await publishObject(object, {
      store,
      whilePublishing: async (objectId, publish) => {
        held.push(objectId);
        await publish();
      },
    });
    expect(held).to.deep.equal([ID]);
  });
});
