import { expect } from 'chai';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { Feed } from '../../media/playout/feed.js';
import { Pacer } from '../../media/playout/pacer.js';
import { PlayoutStats } from '../../media/playout/playout-stats.js';
import { mediaKeys } from '../../media/prepared-media.js';
import { videoSsrc } from '../../media/rtp/stream-identity.js';
import type { BlobStore } from '../../media/store/blob-store.js';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { globalFrameFromRtp } from '../../shared/rtp-time.js';
import { frameAt, gridFor } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import { compileSequence } from '../../shared/timeline/sequence.js';
import { readRtp } from '../support/rtp-reader.js';
import { S3Server } from '../support/s3-server.js';
import { SlowLink } from '../support/slow-link.js';
import { type SyntheticShape, syntheticFragments, syntheticMedia } from '../support/synthetic-media.js';
import { compileLoops, item } from '../support/timeline-items.js';

const grid = gridFor(30);
const GOP = 60;
/** So large that a fragment takes several network reads. */
const IDR_BYTES = 150_000;

/** Frames of each fragment of each media. */
type Library = Readonly<Record<string, readonly number[]>>;

describe('playout from a slow store', function () {
  this.timeout(30_000);
  let server: S3Server;
  let clock: MasterClock;
  const links: SlowLink[] = [];
  const stores: S3BlobStore[] = [];
  let long: Run;
  let short: Run;

  // Side by side, each on a link of its own: both are played in real time.
  before(async () => {
    server = await S3Server.start();
    clock = new MasterClock();
    const film: Library = { slate: [GOP], film: [GOP, GOP, GOP, GOP, GOP] };
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    const clips: Library = { slate: [GOP], ...Object.fromEntries(names.map((name) => [name, [15]])) };
    const forSevenSeconds = { forFrames: 7 * 30, settledAfterFrames: 3 * 30 };
    [long, short] = await Promise.all([
      play(await farStore(film, 300), lineupOf(film, ['film']), forSevenSeconds),
      play(await farStore(clips, 700), lineupOf(clips, names), forSevenSeconds),
    ]);
  });

  after(async () => {
    clock?.close();
    for (const store of stores) store.close();
    for (const link of links) await link.close();
    await server?.close();
  });

  it('P2 with 300 ms a request the prefetch starts four times as early, and no fragment is late', () => {
    expect(long.leadsMs[0]).to.equal(300);
    expect(long.leadsMs.at(-1)).to.be.within(1200, 5000);
    expectNoGap(long);
  });

  it('P2 items that are shorter than a load takes are loaded several ahead', () => {
    expect(short.leadsMs.at(-1)).to.be.above(2800);
    expectNoGap(short);
  });

  /** A store that holds this, each request to which takes so long. */
  async function farStore(library: Library, delayMs: number): Promise<S3BlobStore> {
    const link = await SlowLink.open(server.port);
    links.push(link);
    const store = await S3BlobStore.create({ ...server.access(link.port), bucket: server.bucket, prefix: '' });
    stores.push(store);
    await fill(store, library);
    link.delayMs = delayMs;
    return store;
  }

  interface Run {
    /** The lead before, and after. */
    readonly leadsMs: readonly number[];
    /** What went wrong once the feed had settled. */
    readonly stalls: number;
    readonly skips: number;
    readonly framesMissed: number;
    /** The global frames sent from then on. */
    readonly frames: readonly number[];
  }

  interface PlayOptions {
    readonly forFrames: number;
    readonly settledAfterFrames: number;
  }

  /** Plays in real time, every fragment out of the store: the cache has room for none. */
  async function play(store: BlobStore, lineup: Lineup, { forFrames, settledAfterFrames }: PlayOptions): Promise<Run> {
    const cache = new FragmentCache({ store, clock, maxBytes: 1 });
    const stats = new PlayoutStats();
    const faults: unknown[] = [];
    const leadsMs = [cache.prefetchLeadMs];
    const feed = new Feed({
      lineup,
      layerCount: 2,
      source: cache,
      standIn: syntheticFragments([{ layers: 2, frames: GOP }]),
      stats,
      phaseMs: 0,
      nowMs: clock.now(),
      onStandIn: () => undefined,
      onBack: () => undefined,
      onFault: (_, error) => faults.push(error),
    });
    const pacer = new Pacer(clock, (error) => faults.push(error));
    const firstFrame = frameAt(grid, clock.now());
    const frames: number[] = [];
    let before: Pick<PlayoutStats, 'stalls' | 'skips' | 'framesMissed'> | undefined;
    await new Promise<void>((done) => {
      feed.addSink({
        sendVideo: (packet) => {
          const { ssrc, timestamp } = readRtp(packet);
          if (ssrc !== videoSsrc(1)) return;
          const frame = globalFrameFromRtp(grid, timestamp, clock.now());
          if (frame < firstFrame + settledAfterFrames || frame === frames.at(-1)) return;
          before ??= { ...stats };
          frames.push(frame);
          if (frame >= firstFrame + forFrames) done();
        },
        sendAudio: () => undefined,
        sendRtcp: () => undefined,
      });
      pacer.add(feed);
    });
    pacer.close();
    feed.close();
    expect(faults).to.deep.equal([]);
    leadsMs.push(cache.prefetchLeadMs);
    return {
      leadsMs,
      stalls: stats.stalls - before!.stalls,
      skips: stats.skips - before!.skips,
      framesMissed: stats.framesMissed - before!.framesMissed,
      frames,
    };
  }

  /** A loop of whole media that has been on for a while. */
  function lineupOf(library: Library, mediaIds: readonly string[]): Lineup {
    const sequenceOf = (id: string, ids: readonly string[]) =>
      compileSequence(
        id,
        1,
        ids.map((mediaId) =>
          item(
            mediaId,
            library[mediaId]!.reduce((sum, length) => sum + length, 0),
          ),
        ),
      );
    const startFrame = Math.floor(clock.now() / 1000) * grid.fps - 10 * grid.fps;
    const sequence = sequenceOf('loop', mediaIds);
    const entry = { id: 'e', sequence, startFrame, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
    return compileLoops({ version: 1, grid, entries: [entry], gapFill: sequenceOf('slate', ['slate']) });
  }
});

async function fill(store: BlobStore, library: Library): Promise<void> {
  for (const [mediaId, lengths] of Object.entries(library)) {
    const shapes = lengths.map((frames): SyntheticShape => ({ layers: 2, frames, idrBytes: IDR_BYTES }));
    const { bytes, index } = syntheticMedia(shapes);
    await store.write(mediaKeys(mediaId).media, bytes);
    await store.write(mediaKeys(mediaId).index, Buffer.from(JSON.stringify(index)));
  }
}

function expectNoGap(run: { stalls: number; skips: number; framesMissed: number; frames: readonly number[] }): void {
  expect(run).to.include({ stalls: 0, skips: 0, framesMissed: 0 });
  const missing = run.frames.filter((frame, index) => index > 0 && frame !== run.frames[index - 1]! + 1);
  expect(missing).to.deep.equal([]);
}
