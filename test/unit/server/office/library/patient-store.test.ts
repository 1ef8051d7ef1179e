import { expect } from 'chai';
import { BlobMissingError } from '../../../../../media/store/blob-store.js';
import { DiskBlobStore } from '../../../../../media/store/disk-blob-store.js';
import { StoreUnavailableError } from '../../../../../media/store/store-unavailable.js';
import { PatientStore } from '../../../../../server/office/library/patient-store.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('a patient store', () => {
  let clock: ManualClock;
  let closing: AbortController;
  let isDown: boolean;
  let asked: number;
  let told: (string | null)[];
  let blobs: DiskBlobStore;
  let store: PatientStore;

  beforeEach(async () => {
    clock = new ManualClock(0);
    closing = new AbortController();
    isDown = false;
    asked = 0;
    told = [];
    blobs = await DiskBlobStore.create(makeTempDir('patient'));
    const write = blobs.write.bind(blobs);
    blobs.write = async (key, bytes) => {
      asked += 1;
      if (isDown) throw new StoreUnavailableError('nothing answers there', undefined);
      await write(key, bytes);
    };
    store = new PatientStore(blobs, { clock, signal: closing.signal, onWait: (reason) => told.push(reason) });
  });

  it('tries again until the store is back, less and less often, and tells why', async () => {
    isDown = true;
    const written = store.write('a', Buffer.from('1'));
    await settle();
    await clock.advance(120_000);
    expect(asked, 'at 0, 1, 3, 7, 15, 31, 61, 91 s').to.equal(8);
    isDown = false;
    await clock.advance(30_000);
    await written;
    expect((await store.read('a')).toString()).to.equal('1');
    expect(told).to.deep.equal([...Array.from({ length: 8 }, () => 'nothing answers there'), null]);
  });

  it('passes on what is no fault of the store', async () => {
    expect(await store.read('none').catch((error: unknown) => error)).to.be.instanceOf(BlobMissingError);
    expect(told).to.deep.equal([]);
  });

  it('stops waiting when its work is ended', async () => {
    isDown = true;
    const written = store.write('a', Buffer.from('1')).catch(String);
    await settle();
    closing.abort(new Error('closed'));
    expect(await written).to.equal('Error: closed');
    expect(clock.timerCount).to.equal(0);
  });

  it('gives up a read under way when its work is ended', async () => {
    blobs.read = (_key, _range, _into, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const read = store.read('a').catch(String);
    closing.abort(new Error('closed'));
    expect(await read).to.equal('Error: closed');
  });
});
