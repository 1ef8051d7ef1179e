import { expect } from 'chai';
import { FragmentCache } from '../../../../media/cache/fragment-cache.js';
import { PinnedObject } from '../../../../media/cache/pinned-object.js';
import { mediaKeys } from '../../../../media/prepared-media.js';
import type { BlobStore, ByteRange } from '../../../../media/store/blob-store.js';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const FRAGMENTS = 12;
const LONGEST_LOAD_MS = 15_000;

interface Read {
  readonly key: string;
  readonly into: Buffer | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A store some of whose reads hang, for ever or until they are let go, or fail. */
class BadStore {
  isHung: (key: string) => boolean = () => false;
  isBroken = false;
  /** Whether a read that hangs ends when it is given up, as over a network. */
  letsGo = true;
  readonly reads: Read[] = [];
  readonly store: BlobStore;
  #release: (() => void)[] = [];

  private constructor(disk: DiskBlobStore) {
    this.store = disk;
    const read = disk.read.bind(disk);
    disk.read = async (key: string, range?: ByteRange, into?: Buffer, signal?: AbortSignal) => {
      this.reads.push({ key, into, signal });
      if (this.isBroken) throw new Error('connect ECONNREFUSED');
      if (this.isHung(key)) {
        await new Promise<void>((resolve, reject) => {
          this.#release.push(resolve);
          if (this.letsGo) signal?.addEventListener('abort', () => reject(signal.reason));
        });
      }
      return read(key, range, into);
    };
  }

  static async create(...objectIds: string[]): Promise<BadStore> {
    const disk = await DiskBlobStore.create(makeTempDir('bad'));
    for (const objectId of objectIds) {
      const { bytes, index } = syntheticMedia(Array.from({ length: FRAGMENTS }, () => ({ layers: 1, frames: 6 })));
      await disk.write(mediaKeys(objectId).media, bytes);
      await disk.write(mediaKeys(objectId).index, Buffer.from(JSON.stringify(index)));
    }
    return new BadStore(disk);
  }

  release(): void {
    this.isHung = () => false;
    for (const resolve of this.#release.splice(0)) resolve();
  }
}

const outcome = (load: Promise<unknown>) =>
  load.then(
    () => 'loaded',
    (error: unknown) => String(error),
  );

describe('fragment cache on a store that fails', () => {
  let bad: BadStore;
  let clock: ManualClock;
  let cache: FragmentCache;

  beforeEach(async () => {
    bad = await BadStore.create('a', 'b');
    clock = new ManualClock(0);
    cache = new FragmentCache({ store: bad.store, clock });
  });

  it('what is pinned is there whatever the store does, and is read from it no more', async () => {
    const pinned = await PinnedObject.load(bad.store, 'a');
    cache = new FragmentCache({ store: bad.store, clock, pinned });
    bad.isHung = () => true;
    const reads = bad.reads.length;
    for (let number = 0; number < FRAGMENTS; number += 1) {
      const lease = await cache.load('a', number);
      expect(lease.packets).to.equal(pinned.fragments[number]);
      lease.release();
    }
    expect(bad.reads.length).to.equal(reads);
    expect(pinned).to.include({ fps: 30, frames: 6 * FRAGMENTS });
  });

  for (const [phase, key] of [
    ['index', mediaKeys('a').index],
    ['media', mediaKeys('a').media],
  ] as const) {
    for (const letsGo of [true, false]) {
      it(`gives up a read of the ${phase} that hangs${letsGo ? '' : ' in spite of that'}, others unharmed, and can read it then`, async () => {
        bad.letsGo = letsGo;
        bad.isHung = (read) => read === key;
        const hung = outcome(cache.load('a', 0));
        await settle();
        expect(await outcome(cache.load('b', 0))).to.equal('loaded');
        await clock.advance(LONGEST_LOAD_MS);
        expect(await hung).to.equal('LoadTimeoutError: a/0 was not read within 15000 ms');
        expect(cache.stats).to.include({ failures: 1, slowLoads: 1 });
        const { signal } = bad.reads.findLast((read) => read.key === key)!;
        expect(signal!.aborted).to.equal(true);
        bad.isHung = () => false;
        expect(await outcome(cache.load('a', 0))).to.equal('loaded');
        expect(clock.timerCount).to.equal(0);
      });
    }
  }

  it('never lends out again the buffer of a read that was given up, before the store lets go of it', async () => {
    bad.letsGo = false;
    bad.isHung = (key) => key === mediaKeys('a').media;
    const hung = outcome(cache.load('a', 0));
    await settle();
    while (bad.reads.length < 2) await settle();
    await clock.advance(LONGEST_LOAD_MS);
    await hung;
    const buffer = bad.reads.findLast(({ key }) => key === mediaKeys('a').media)!.into!;
    for (let number = 0; number < FRAGMENTS; number += 1) (await cache.load('b', number)).release();
    const lentAgain = bad.reads.filter(({ key, into }) => key === mediaKeys('b').media && into === buffer);
    expect(lentAgain).to.deep.equal([]);
    bad.release();
  });

  it('who leaves is let go at once; the read goes on for those who stay', async () => {
    bad.isHung = () => true;
    const leaving = new AbortController();
    const [left, stays] = [outcome(cache.load('a', 0, leaving.signal)), cache.load('a', 0)];
    leaving.abort(new Error('over'));
    expect(await left).to.equal('Error: over');
    bad.release();
    (await stays).release();
    expect(cache.stats).to.include({ loads: 1, failures: 0 });
  });

  it('of loads that nobody waits for any more only a few go on, however long the store hangs', async () => {
    await outcome(cache.load('a', 0));
    bad.isHung = () => true;
    for (let number = 1; number < FRAGMENTS; number += 1) {
      const leaving = new AbortController();
      const load = outcome(cache.load('a', number, leaving.signal));
      await settle();
      leaving.abort();
      await load;
    }
    const goingOn = bad.reads.filter(({ into, signal }) => into !== undefined && signal!.aborted === false);
    expect(goingOn).to.have.length(1 + 4);
    bad.release();
  });

  it('a hang does not lengthen the lead, and what was not wanted any more is in the cache when it comes', async () => {
    await outcome(cache.load('a', 0));
    bad.isHung = () => true;
    const leaving = new AbortController();
    const left = outcome(cache.load('a', 1, leaving.signal));
    await settle();
    leaving.abort();
    await left;
    await clock.advance(10_000);
    bad.release();
    while (cache.stats.loads < 2) await settle();
    expect(cache.prefetchLeadMs).to.equal(300);
    await cache.load('a', 1);
    expect(cache.stats).to.include({ hits: 1, loads: 2 });
  });

  it('asks a store that is gone a few times a second, for all who want something, and all at once when it is back', async () => {
    bad.isBroken = true;
    const all = () => Array.from({ length: FRAGMENTS }, (_, number) => outcome(cache.load('a', number)));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      await Promise.all(all());
      await clock.advance(100);
    }
    expect(bad.reads.length, 'in a second').to.be.within(8, 30);
    bad.isBroken = false;
    expect(await outcome(cache.load('a', 0))).to.equal('loaded');
    expect(new Set(await Promise.all(all()))).to.deep.equal(new Set(['loaded']));
  });
});
