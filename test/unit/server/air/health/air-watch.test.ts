import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { AirWatch, type AirWatchDeps } from '../../../../../server/air/health/air-watch.js';
import type { WatchedFeed } from '../../../../../server/air/health/feed-watch.js';
import { ReportBook } from '../../../../../server/air/viewers/report-book.js';
import type { Item } from '../../../../../shared/timeline/sequence.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { item } from '../../../../support/timeline-items.js';
import { reportWith } from '../viewers/report-fixture.js';

const START_MS = 1_000_000_000;
const CHANNEL = 'demo';

describe('air watch', () => {
  let clock: ManualClock & { errorMs: number };
  let reports: ReportBook;
  let feeds: AirWatchDeps['feeds'] & { running: WatchedFeed[] };
  let pool: EventEmitter & { alive: unknown[]; workers: { state: string; lastError: string | null }[] };
  let cache: { stats: { slowLoads: number } };
  let watch: AirWatch;

  beforeEach(() => {
    clock = Object.assign(new ManualClock(START_MS), { errorMs: 0 });
    reports = new ReportBook();
    feeds = Object.assign(new EventEmitter<{ fault: [Item, ReadonlySet<string>] }>(), { running: [] });
    pool = Object.assign(new EventEmitter(), { alive: [1, 2], workers: [] });
    cache = { stats: { slowLoads: 0 } };
    watch = new AirWatch({ reports, feeds, pool, cache, clock, workersWanted: 2 });
  });

  afterEach(() => {
    watch.close();
    expect(clock.timerCount).to.equal(0);
  });

  it('tells for a minute that a media could not be read on air, where it was', async () => {
    feeds.emit('fault', item('a', 60), new Set([CHANNEL]));
    expect(watch.of(CHANNEL).unreadable).to.deep.equal([{ title: 'a', atMs: START_MS }]);
    expect(watch.of('other').unreadable).to.deep.equal([]);
    await clock.advance(60_001);
    expect(watch.of(CHANNEL).unreadable).to.deep.equal([]);
  });

  it('tells for ten minutes of a worker that died, and of the office that came back', async () => {
    pool.alive.pop();
    pool.emit('died');
    pool.workers = [{ state: 'failed', lastError: 'spawn ENOMEM' }];
    expect(watch.of(CHANNEL).workerError).to.equal('spawn ENOMEM');
    watch.noteOfficeReturn();
    const { workersAlive, workerDeathsMs, officeReturnsMs } = watch.of(CHANNEL);
    expect({ workersAlive, workerDeathsMs, officeReturnsMs }).to.deep.equal({
      ...{ workersAlive: 1, workerDeathsMs: [START_MS], officeReturnsMs: [START_MS] },
    });
    await clock.advance(600_001);
    expect(watch.of(CHANNEL)).to.deep.include({ workerDeathsMs: [], officeReturnsMs: [] });
  });

  it('tells of a feed that stumbles or stops, by looking at it every five seconds', async () => {
    const stats = { frames: 0, framesLate: 0, stalls: 0, skips: 0 };
    feeds.running = [{ stats, channels: new Set([CHANNEL]) }];
    await clock.advance(5000);
    Object.assign(stats, { frames: 150, framesLate: 30, stalls: 1, skips: 1 });
    await clock.advance(5000);
    expect(watch.of(CHANNEL)).to.include({ stalls: 1, skips: 1, latePercent: 20, isSilent: false });
    await clock.advance(5000);
    expect(watch.of(CHANNEL).isSilent).to.equal(true);
    feeds.running = [];
    await clock.advance(65_000);
    expect(watch.of(CHANNEL)).to.include({ stalls: 0, skips: 0, latePercent: 0, isSilent: false });
  });

  it('counts freezes that were added lately, not those that a viewer came with', async () => {
    reports.take(CHANNEL, 'one', reportWith({ freezes: 7 }), clock.now());
    expect(watch.of(CHANNEL).freezes).to.equal(0);
    await clock.advance(5000);
    reports.take(CHANNEL, 'one', reportWith({ freezes: 9 }), clock.now());
    expect(watch.of(CHANNEL).freezes).to.equal(2);
    expect(watch.of('other').freezes).to.equal(0);
    await clock.advance(60_001);
    expect(watch.of(CHANNEL).freezes).to.equal(0);
  });

  it('tells of a slow store, and by how much the clock is off', async () => {
    cache.stats.slowLoads = 2;
    clock.errorMs = 400;
    await clock.advance(5000);
    expect(watch.of(CHANNEL)).to.include({ slowReads: 2, clockErrorMs: 400 });
  });
});
