import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { BufferPool } from '../../../../media/cache/buffer-pool.js';
import { FragmentCache } from '../../../../media/cache/fragment-cache.js';
import { LoadTimes } from '../../../../media/cache/load-times.js';
import { mediaKeys, type PreparedIndex } from '../../../../media/prepared-media.js';
import type { BlobStore, ByteRange } from '../../../../media/store/blob-store.js';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { storedFragment, videoSample } from '../../../support/synthetic-media.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const FRAGMENTS = 6;
const AUDIO_BYTES = 300;

/** A store on disk whose reads of media are counted. */
async function countingStore(): Promise<{ store: BlobStore; reads: () => number }> {
  const disk = await DiskBlobStore.create(makeTempDir('cache'));
  const read = disk.read.bind(disk);
  let reads = 0;
  disk.read = (key: string, range?: ByteRange, into?: Buffer) => {
    if (range !== undefined) reads += 1;
    return read(key, range, into);
  };
  return { store: disk, reads: () => reads };
}

async function addMedia(store: BlobStore, mediaId: string): Promise<void> {
  const stored = Array.from({ length: FRAGMENTS }, (_, number) =>
    storedFragment([
      { trackId: 1, samples: [videoSample(0, 0, 2000 + number), videoSample(0, 1, 0)] },
      { trackId: 2, samples: [randomBytes(AUDIO_BYTES)] },
    ]),
  );
  let offset = 0;
  const fragments = stored.map(({ length }): [number, number] => {
    offset += length;
    return [offset - length, length];
  });
  const index: PreparedIndex = {
    version: 1,
    fps: 30,
    frames: 2 * FRAGMENTS,
    framesPerFragment: 2,
    layers: [{ trackId: 1, width: 2, height: 2, kbps: 1 }],
    audioTrackId: 2,
    fragments,
  };
  const keys = mediaKeys(mediaId);
  await store.write(keys.media, Buffer.concat(stored));
  await store.write(keys.index, Buffer.from(JSON.stringify(index)));
}

describe('fragment cache', () => {
  const clock = new ManualClock(0);

  it('P2 concurrent readers of one fragment cause one read, later ones none', async () => {
    const { store, reads } = await countingStore();
    await addMedia(store, 'a');
    const cache = new FragmentCache({ store, clock });
    const leases = await Promise.all([cache.load('a', 3), cache.load('a', 3), cache.load('a', 3)]);
    expect(reads()).to.equal(1);
    expect(new Set(leases.map(({ packets }) => packets)).size).to.equal(1);
    await cache.load('a', 3);
    expect(reads()).to.equal(1);
    expect(cache.stats).to.include({ hits: 1, loads: 1, failures: 0 });
  });

  it('P2 stays within its bytes, and forgets what was used longest ago', async () => {
    const { store, reads } = await countingStore();
    await addMedia(store, 'a');
    const cache = new FragmentCache({ store, clock, maxBytes: 6000 });
    for (const number of [0, 1, 0, 2]) (await cache.load('a', number)).release();
    expect(cache.stats.bytes).to.be.at.most(6000);
    expect(reads()).to.equal(3);
    (await cache.load('a', 0)).release();
    expect(reads()).to.equal(3);
    (await cache.load('a', 1)).release();
    expect(reads()).to.equal(4);
  });

  it('what is on lease keeps its bytes, however much is loaded meanwhile', async () => {
    const { store } = await countingStore();
    await addMedia(store, 'a');
    await addMedia(store, 'b');
    const cache = new FragmentCache({ store, clock, maxBytes: 3000 });
    const lease = await cache.load('a', 0);
    const before = Buffer.from(lease.packets.bytes);
    for (let round = 0; round < 3; round += 1) {
      for (let number = 1; number < FRAGMENTS; number += 1) (await cache.load('b', number)).release();
    }
    expect(lease.packets.bytes.equals(before)).to.equal(true);
    lease.release();
  });

  it('P2 a slow store is given a longer lead, unless too much is in use or under way already', async () => {
    const { store } = await countingStore();
    await addMedia(store, 'a');
    const read = store.read.bind(store);
    const slowly = new ManualClock(0);
    let takesMs = 500;
    store.read = async (key, range, into) => {
      await slowly.advance(takesMs);
      return read(key, range, into);
    };
    const cache = new FragmentCache({ store, clock: slowly, maxBytes: 1, mostBytesInUse: 100_000 });
    const first = await cache.load('a', 0);
    expect(cache.prefetchLeadMs).to.equal(4000);
    const second = await cache.load('a', 1);
    expect(cache.prefetchLeadMs).to.equal(300);
    second.release();
    expect(cache.prefetchLeadMs).to.be.within(3000, 4000);
    takesMs = 0;
    const many = Array.from({ length: 300 }, (_, number) => cache.load(`other-${number}`, 0));
    expect(cache.prefetchLeadMs).to.equal(300);
    await Promise.allSettled(many);
    first.release();
    expect(cache.prefetchLeadMs).to.be.above(300);
  });

  it('tells what is wrong with a fragment that is not there, and tries again the next time', async () => {
    const { store } = await countingStore();
    await addMedia(store, 'a');
    const cache = new FragmentCache({ store, clock });
    const failure = (mediaId: string, number: number) =>
      cache.load(mediaId, number).then(
        () => 'loaded',
        (error: Error) => error.message,
      );
    expect(await failure('a', 99)).to.equal('object a has no fragment 99');
    expect(await failure('late', 0)).to.include('media/late/index.json');
    expect(cache.stats.failures).to.equal(2);
    await addMedia(store, 'late');
    expect(await failure('late', 0)).to.equal('loaded');
  });
});

describe('buffer pool', () => {
  it('gives a buffer back out, and keeps no more than it may', () => {
    const pool = new BufferPool(256 * 1024);
    const first = pool.take(100_000);
    expect(first.length).to.equal(128 * 1024);
    pool.give(first);
    expect(pool.take(70_000)).to.equal(first);
    for (const buffer of [pool.take(100_000), pool.take(100_000), pool.take(100_000)]) pool.give(buffer);
    expect(pool.freeBytes).to.equal(256 * 1024);
  });

  it('does not spend a large buffer on a small need', () => {
    const pool = new BufferPool();
    const large = pool.take(4_000_000);
    pool.give(large);
    expect(pool.take(1000)).not.to.equal(large);
  });
});

describe('load times', () => {
  /** One load after the other. */
  function load(times: LoadTimes, startedMs: number, endedMs: number): void {
    times.begin(startedMs);
    times.end(startedMs, endedMs);
  }

  it('P2 the slower the store, the earlier the prefetch; it forgets slowly and has bounds', () => {
    const times = new LoadTimes();
    load(times, 0, 2);
    const shortest = times.leadMs;
    load(times, 10, 810);
    expect(times.leadMs).to.equal(3200);
    load(times, 900, 902);
    expect(times.leadMs).to.be.above(2500);
    for (let number = 0; number < 60; number += 1) load(times, 1000, 1002);
    expect(times.leadMs).to.equal(shortest);
    for (let number = 0; number < 4; number += 1) times.begin(2000);
    for (const endedMs of [4400, 6800, 9200, 9600]) times.end(2000, endedMs);
    expect(times.leadMs).to.equal(30_000);
  });

  it('P2 a hang teaches nothing: all that was asked for before its end took long, and what comes after does not', () => {
    const times = new LoadTimes();
    load(times, 0, 20);
    const before = times.leadMs;
    const started = Array.from({ length: 10 }, (_, number) => 100 + number * 2000);
    for (const startedMs of started) times.begin(startedMs);
    // The first was given up meanwhile, and the last is answered first.
    times.drop();
    for (const [place, startedMs] of started.slice(1).reverse().entries()) times.end(startedMs, 20_000 + place);
    expect(times.leadMs).to.equal(before);
    load(times, 20_020, 20_040);
    expect(times.leadMs).to.equal(before);
  });

  it('P2 a store that has become slow for good is told from one that hangs', () => {
    const times = new LoadTimes();
    const events = [0, 2000, 4000, 6000].flatMap((startedMs) => [
      { atMs: startedMs, tell: () => times.begin(startedMs) },
      { atMs: startedMs + 5000, tell: () => times.end(startedMs, startedMs + 5000) },
    ]);
    for (const { tell } of events.sort((a, b) => a.atMs - b.atMs)) tell();
    expect(times.leadMs).to.equal(20_000);
  });
});
