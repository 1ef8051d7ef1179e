import { expect } from 'chai';
import { pino } from 'pino';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { houseLayers } from '../../media/house.js';
import { mediaKeys } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import { FeedRegistry } from '../../server/air/feeds/feed-registry.js';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { frameAt, gridFor } from '../../shared/timeline/grid.js';
import { compileSequence } from '../../shared/timeline/sequence.js';
import { PlainViewer } from '../support/feed-viewer.js';
import { freePorts } from '../support/free-ports.js';
import { S3Server } from '../support/s3-server.js';
import { SlowLink } from '../support/slow-link.js';
import { type Library, testLibrary } from '../support/station.js';
import { type DecodedFrame, StreamRecorder } from '../support/stream-recorder.js';
import { compileLoops, item } from '../support/timeline-items.js';

const grid = gridFor(30);
const GOP_FRAMES = 60;
const TUNE_IN_IDR_FRAMES = 8;
const EVERYTHING = Number.POSITIVE_INFINITY;
/** How long each outage is seen, and the programme after it, in frames. */
const SEEN_FRAMES = 75;

/** A feed whose every fragment comes out of a real S3 server, over a network that fails in one way after the other. */
describe('playout from a store that is out of reach', function () {
  this.timeout(120_000);
  let library: Library;
  let server: S3Server;
  let link: SlowLink;
  let store: S3BlobStore;
  let clock: MasterClock;
  let pool: WorkerPool;
  let feeds: FeedRegistry;
  let recorder: StreamRecorder;
  let decoded: DecodedFrame[];
  let originFrame: number;
  let outages = 0;
  const log: string[] = [];

  before(async () => {
    library = await testLibrary();
    server = await S3Server.start();
    await upload(library, server);
    link = await SlowLink.open(server.port);
    store = S3BlobStore.unchecked({ ...server.access(link.port), bucket: server.bucket, prefix: '' });
    clock = new MasterClock();
    const logger = pino({ level: 'info' }, { write: (line) => log.push(JSON.parse(line).msg) });
    const listen = { RTC_PORT: await freePorts(1), RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
    pool = await WorkerPool.create({ count: 1, listen, workerBin: undefined, clock, logger });
    const cache = new FragmentCache({ store, clock, maxBytes: 1, pinned: library.slate.packets });
    const layerCount = houseLayers(library.house).length;
    feeds = new FeedRegistry({ pool, cache, clock, logger, layerCount, slate: library.slate.packets });
    originFrame = frameAt(grid, Math.floor(clock.now() / 1000) * 1000) - 3000;

    server.hang();
    const place = await feeds.place(new PlainViewer(lineup()));
    recorder = await StreamRecorder.start(place.outlet, clock);
    await recorder.reachMainLayer();
    await outage(
      () => undefined,
      () => server.goOn(),
    );
    await outage(
      () => server.hang(),
      () => server.goOn(),
    );
    await outage(
      () => link.refuse(true),
      () => link.refuse(false),
    );
    await outage(
      () => link.trickleAfter(1000),
      () => link.trickleAfter(EVERYTHING),
    );
    decoded = await recorder.decode();
  });

  after(async () => {
    feeds?.close();
    pool?.close();
    clock?.close();
    store?.close();
    await link?.close();
    await server?.close();
  });

  /** Takes the store away until the slate has been seen, and gives it back until the programme has. */
  async function outage(begin: () => void, end: () => void): Promise<void> {
    const before = { ...feeds.stats };
    begin();
    while (feeds.stats.slateFrames < before.slateFrames + SEEN_FRAMES) await recorder.record(100);
    end();
    const { frames, slateFrames } = feeds.stats;
    const programmeFrames = () => feeds.stats.frames - frames - (feeds.stats.slateFrames - slateFrames);
    while (programmeFrames() < SEEN_FRAMES) await recorder.record(100);
    outages += 1;
  }

  function lineup() {
    const items = library.items.map(({ mediaId, objectId, frames }) => item(mediaId, frames, { objectId }));
    const sequence = compileSequence('loop', 1, items);
    const entry = { id: 'e', sequence, startFrame: originFrame, endFrame: EVERYTHING, priority: 0 };
    return compileLoops({ version: 1, grid, entries: [entry], gapFill: sequence });
  }

  /** What the loop has on air at a frame, by plain counting. */
  function planned(globalFrame: number): { clip: number; frame: number } {
    const turn = library.items.reduce((sum, { frames }) => sum + frames, 0);
    let frame = (globalFrame - originFrame) % turn;
    for (const { clip, frames } of library.items) {
      if (frame < frames) return { clip, frame };
      frame -= frames;
    }
    throw new Error('the loop has no items');
  }

  it('TL1 P5 every frame is there once, in unbroken streams: the slate, or what the plan has', () => {
    recorder.expectUnbroken();
    for (const [index, { globalFrame, reading }] of decoded.entries()) {
      expect(globalFrame).to.equal(decoded[0]!.globalFrame + index);
      if (reading.kind === 'frame') expect(reading).to.include(planned(globalFrame));
    }
    const { skips, framesMissed, stalls } = feeds.stats;
    expect({ skips, framesMissed }).to.deep.equal({ skips: 0, framesMissed: 0 });
    expect(stalls).to.be.at.least(outages);
  });

  it('TL1 each outage shows the slate, and the programme comes back at the next IDR of the tune-in layer', () => {
    const comesBack = decoded.filter(
      ({ reading }, index) => index > 0 && reading.kind === 'frame' && decoded[index - 1]!.reading.kind !== 'frame',
    );
    expect(outages).to.equal(4);
    expect(comesBack.length).to.be.at.least(outages);
    for (const { globalFrame } of comesBack) {
      expect((planned(globalFrame).frame % GOP_FRAMES) % TUNE_IN_IDR_FRAMES).to.equal(0);
    }
  });

  it('says in the log when the slate takes over, and when the programme is back, and no more for each outage', () => {
    const count = (text: string) => log.filter((line) => line.includes(text)).length;
    expect(count('was not there at its time')).to.be.at.least(outages);
    expect(count('the programme is back')).to.equal(count('was not there at its time'));
    expect(count('cannot be read')).to.be.at.most(2 * count('the programme is back'));
  });
});

async function upload({ blobDir, items }: Library, server: S3Server): Promise<void> {
  const from = await DiskBlobStore.create(blobDir);
  const to = await S3BlobStore.create({ ...server.access(), bucket: server.bucket, prefix: '' });
  for (const { objectId } of items) {
    const { media, index } = mediaKeys(objectId);
    for (const key of [media, index]) await to.write(key, await from.read(key));
  }
  to.close();
}
