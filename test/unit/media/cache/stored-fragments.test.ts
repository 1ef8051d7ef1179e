import { expect } from 'chai';
import { StoredFragments } from '../../../../media/cache/stored-fragments.js';
import { MalformedBoxError } from '../../../../media/mp4/boxes.js';
import { mediaKeys, type PreparedIndex } from '../../../../media/prepared-media.js';
import { BlobMissingError, type BlobStore, type ByteRange } from '../../../../media/store/blob-store.js';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { StoreUnavailableError } from '../../../../media/store/store-unavailable.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const PATIENCE_MS = 4000;
const { bytes, index } = syntheticMedia([
  { layers: 2, frames: 60 },
  { layers: 2, frames: 60 },
  { layers: 2, frames: 30 },
]);

describe('stored fragments', () => {
  let clock: ManualClock;
  let disk: DiskBlobStore;
  let reads: { readonly key: string; readonly signal: AbortSignal | undefined }[];
  /** What reads wait for. */
  let hold: Promise<void>;
  let store: Pick<BlobStore, 'read'>;

  beforeEach(async () => {
    clock = new ManualClock(0);
    disk = await DiskBlobStore.create(makeTempDir('stored'));
    await disk.write(mediaKeys('film').media, bytes);
    await disk.write(mediaKeys('film').index, Buffer.from(JSON.stringify(index)));
    reads = [];
    hold = Promise.resolve();
    store = {
      async read(key: string, range?: ByteRange, _into?: Buffer, signal?: AbortSignal) {
        reads.push({ key, signal });
        await hold;
        return disk.read(key, range);
      },
    };
  });

  const stretch = (number: number) => {
    const [offset, length] = index.fragments[number]!;
    return bytes.subarray(offset, offset + length);
  };
  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('are read once for all who ask at once, and later not at all', async () => {
    const stored = new StoredFragments({ store, clock });
    const all = await Promise.all(
      Array.from({ length: 20 }, async () => stored.fragment('film', await stored.index('film'), 1)),
    );
    for (const one of all) expect(one.equals(stretch(1))).to.equal(true);
    expect(reads.map(({ key }) => key)).to.deep.equal([mediaKeys('film').index, mediaKeys('film').media]);
    await stored.fragment('film', await stored.index('film'), 1);
    expect(reads).to.have.length(2);
    expect(clock.timerCount).to.equal(0);
  });

  it('stay within their bytes, and what was used longest ago is forgotten', async () => {
    const stored = new StoredFragments({ store, clock, maxBytes: stretch(0).length + stretch(1).length });
    for (const number of [0, 1, 0, 2, 0, 1]) await stored.fragment('film', index, number);
    expect(reads, '0, 1, 2, and 1 again').to.have.length(4);
  });

  it('of which more is asked for than any has are not read', async () => {
    const stored = new StoredFragments({ store, clock });
    const odd: PreparedIndex = { ...index, fragments: [[2 ** 30, 2 ** 31]] };
    expect(await errorOf(stored.fragment('film', odd, 0))).to.be.instanceOf(MalformedBoxError);
    expect(await errorOf(stored.head('film', odd))).to.be.instanceOf(MalformedBoxError);
    expect(reads).to.have.length(0);
  });

  it('that are not there, or end too early, are asked for again the next time', async () => {
    const stored = new StoredFragments({ store, clock });
    expect(await errorOf(stored.index('none'))).to.be.instanceOf(BlobMissingError);
    expect(
      await errorOf(stored.fragment('film', { ...index, fragments: [[0, bytes.length + 1]] }, 0)),
    ).to.be.instanceOf(RangeError);
    expect((await stored.fragment('film', index, 0)).equals(stretch(0))).to.equal(true);
    expect(clock.timerCount).to.equal(0);
  });

  it('are waited for only so long when the store hangs; reads that were given up are told so', async () => {
    hold = new Promise(() => {});
    const stored = new StoredFragments({ store, clock });
    const waiting = [0, 1, 2].map((number) => errorOf(stored.fragment('film', index, number)));
    await clock.advance(PATIENCE_MS);
    for (const error of await Promise.all(waiting)) expect(error).to.be.instanceOf(StoreUnavailableError);
    expect(
      reads.map(({ signal }) => signal?.aborted),
      'two of one file at once',
    ).to.deep.equal([true, true]);
    expect(clock.timerCount).to.equal(0);
  });

  it('spare a store that is gone: after some failures most are refused at once', async () => {
    const broken = { read: async () => Promise.reject(new StoreUnavailableError('gone', undefined)) };
    const stored = new StoredFragments({ store: broken, clock });
    for (let failure = 0; failure < 8; failure += 1) await errorOf(stored.index(`${failure}`));
    let tries = 0;
    broken.read = async () => {
      tries += 1;
      throw new StoreUnavailableError('gone', undefined);
    };
    for (let ask = 0; ask < 50; ask += 1) {
      expect(await errorOf(stored.index(`${ask}`))).to.be.instanceOf(StoreUnavailableError);
    }
    expect(tries).to.equal(1);
  });

  it('are read no more than so many at once, and no more wait than may', async () => {
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const stored = new StoredFragments({ store, clock });
    const waiting = Array.from({ length: 300 }, (_, number) => errorOf(stored.index(`object-${number}`)));
    await settle();
    expect(reads).to.have.length(8);
    release();
    const errors = await Promise.all(waiting);
    expect(errors.filter((error) => error instanceof StoreUnavailableError)).to.have.length(300 - 256);
    expect(errors.filter((error) => error instanceof BlobMissingError)).to.have.length(256);
  });
});
