import { expect } from 'chai';
import { pino } from 'pino';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { houseLayers } from '../../media/house.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { FeedRegistry, type Place } from '../../server/air/feeds/feed-registry.js';
import { MAX_VIEWERS_PER_WORKER } from '../../server/air/sfu/worker-choice.js';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { CodedError } from '../../shared/errors.js';
import { gridFor } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import { compileSequence } from '../../shared/timeline/sequence.js';
import { PlainViewer } from '../support/feed-viewer.js';
import { freePorts } from '../support/free-ports.js';
import { testLibrary } from '../support/station.js';
import { compileLoops, item } from '../support/timeline-items.js';

const quiet = pino({ level: 'silent' });

/** Places of a real worker, without the media. */
describe('a worker with all the viewers it may have', function () {
  this.timeout(60_000);
  let clock: MasterClock;
  let pool: WorkerPool;
  let feeds: FeedRegistry;
  let lineups: { usual: Lineup; other: Lineup };
  let viewers: PlainViewer[];
  let places: Place[];

  beforeEach(async () => {
    const library = await testLibrary();
    clock = new MasterClock();
    const listen = { RTC_PORT: await freePorts(1), RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
    pool = await WorkerPool.create({ count: 1, listen, workerBin: undefined, clock, logger: quiet });
    const cache = new FragmentCache({ store: await DiskBlobStore.create(library.blobDir), clock });
    const layerCount = houseLayers(library.house).length;
    feeds = new FeedRegistry({ pool, cache, clock, logger: quiet, layerCount, slate: library.slate.packets });
    const [usual, other] = library.items.map(({ objectId, frames }) =>
      compileLoops({
        version: 1,
        grid: gridFor(30),
        entries: [],
        gapFill: compileSequence('s', 1, [item(objectId, frames)]),
      }),
    );
    lineups = { usual: usual!, other: other! };
    viewers = Array.from({ length: MAX_VIEWERS_PER_WORKER }, () => new PlainViewer(lineups.usual));
    places = await Promise.all(viewers.map((viewer) => feeds.place(viewer)));
  });
  afterEach(() => {
    feeds.close();
    pool.close();
    clock.close();
  });

  const count = () => pool.alive[0]!.viewers;
  const outcome = (placing: Promise<Place>) =>
    placing.then(
      () => 'placed',
      (error: unknown) => CodedError.from(error).code,
    );

  it('takes no other', async () => {
    expect(await outcome(feeds.place(new PlainViewer(lineups.usual)))).to.equal('server-full');
    places[0]!.release();
    expect(await outcome(feeds.place(new PlainViewer(lineups.usual)))).to.equal('placed');
  });

  it('lets those who are told to move take another place, and counts each once', async () => {
    const moved = await Promise.all(
      places.slice(0, 80).map((place) => feeds.place(new PlainViewer(lineups.other), place)),
    );
    expect(count()).to.equal(MAX_VIEWERS_PER_WORKER);
    for (const place of places.slice(0, 80)) place.release();
    expect(count()).to.equal(MAX_VIEWERS_PER_WORKER);
    for (const place of moved.slice(0, 30)) place.release();
    expect(count()).to.equal(MAX_VIEWERS_PER_WORKER - 30);
    moved[0]!.release();
    expect(count(), 'released twice').to.equal(MAX_VIEWERS_PER_WORKER - 30);
    // Whose old place is gone already is one more, as anybody.
    expect(await outcome(feeds.place(new PlainViewer(lineups.other), places[0]))).to.equal('placed');
    expect(count()).to.equal(MAX_VIEWERS_PER_WORKER - 29);
  });

  it('gives the place of one who lost the connection to one who asks, the first first', async () => {
    const ended: number[] = [];
    for (const [index, viewer] of viewers.entries()) {
      viewer.end = () => {
        ended.push(index);
        places[index]!.release();
      };
    }
    for (const index of [7, 3]) viewers[index]!.isOrphaned = true;
    expect(await outcome(feeds.place(new PlainViewer(lineups.usual)))).to.equal('placed');
    expect(ended).to.deep.equal([3]);
    expect(await outcome(feeds.place(new PlainViewer(lineups.usual)))).to.equal('placed');
    expect(await outcome(feeds.place(new PlainViewer(lineups.usual)))).to.equal('server-full');
    expect(ended).to.deep.equal([3, 7]);
  });
});
