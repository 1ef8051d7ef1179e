import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { WatchedFeed } from '../../../../../server/air/health/feed-watch.js';
import { ReportBook } from '../../../../../server/air/viewers/report-book.js';
import { ChannelAlarms, type ChannelAlarmsDeps } from '../../../../../server/office/alarms/channel-alarms.js';
import { frameAt, gridFor } from '../../../../../shared/timeline/grid.js';
import { compileSequence, type Item } from '../../../../../shared/timeline/sequence.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { compileLoops, item, slate } from '../../../../support/timeline-items.js';
import { reportWith } from '../../air/viewers/report-fixture.js';

const grid = gridFor(30);
const START_MS = 1_000_000_000;
const CHANNEL = 'demo';

/** A minute of each item, over and over from the start on. */
function lineupOf(items: readonly Item[]) {
  const sequence = compileSequence('loop', 1, items);
  const startFrame = frameAt(grid, START_MS);
  const entry = { id: 'entry', sequence, startFrame, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
  return compileLoops({ version: 1, grid, entries: [entry], gapFill: slate(300) });
}
const minute = (name: string, rest: Partial<Item> = {}) => item(name, 1800, rest);

describe('channel-alarms', () => {
  let clock: ManualClock;
  let reports: ReportBook;
  let feeds: ChannelAlarmsDeps['feeds'] & { running: WatchedFeed[] };
  let pool: EventEmitter & { alive: unknown[]; workers: { state: string; lastError: string | null }[] };
  let cache: { stats: { slowLoads: number } };
  let lost: Set<string>;
  let freeBytes: number;
  let lineups: { everybody: ReturnType<typeof lineupOf>; viewers: ReturnType<typeof lineupOf>[] };
  let alarms: ChannelAlarms;

  beforeEach(() => {
    clock = new ManualClock(START_MS);
    reports = new ReportBook();
    feeds = Object.assign(new EventEmitter<{ fault: [Item, ReadonlySet<string>] }>(), { running: [] });
    pool = Object.assign(new EventEmitter(), { alive: [1, 2], workers: [] });
    cache = { stats: { slowLoads: 0 } };
    lost = new Set();
    freeBytes = 2 ** 40;
    lineups = { everybody: lineupOf([minute('a'), minute('b')]), viewers: [] };
    alarms = new ChannelAlarms({
      ...{ reports, feeds, pool, cache, clock, workersWanted: 2 },
      directory: { lineup: async () => lineups.everybody },
      roster: { list: () => lineups.viewers.map((lineup) => ({ lineup })) },
      heads: { isGivenUp: (objectId, inFrame) => objectId === 'trimmed' && inFrame === 9 },
      isWhole: async (objectId) => !lost.has(objectId),
      freeBytes: async () => freeBytes,
    });
  });

  afterEach(() => {
    alarms.close();
    expect(clock.timerCount).to.equal(0);
  });

  const codes = async (slug = CHANNEL) => (await alarms.of(slug)).map(({ code }) => code);

  it('are none while all is well', async () => {
    expect(await alarms.of(CHANNEL)).to.deep.equal([]);
  });

  it('tell of an object that is gone before it is on air, and when that will be', async () => {
    lost.add('b');
    const [alarm, ...others] = await alarms.of(CHANNEL);
    expect(others).to.deep.equal([]);
    expect(alarm).to.include({ code: 'media-missing', at: START_MS + 60_000 });
    expect(alarm!.message).to.match(/^“b”:/);
    lost.clear();
    await clock.advance(61_000);
    expect(await codes()).to.deep.equal([]);
  });

  it('look at what each audience that watches will be served, and at the start of a trim', async () => {
    const head = { objectId: 'head', frames: 6 };
    lineups.viewers = [
      lineupOf([minute('french', { head, inFrame: 9 })]),
      lineupOf([minute('trimmed', { inFrame: 9 })]),
    ];
    lost.add('head');
    expect(await codes()).to.deep.equal(['media-missing', 'trim-late']);
  });

  it('do not look at what is on air later than a quarter of an hour from now', async () => {
    lineups.everybody = lineupOf([...Array.from({ length: 16 }, (_, index) => minute(`m${index}`)), minute('later')]);
    lost.add('later');
    expect(await codes()).to.deep.equal([]);
    await clock.advance(61_000);
    expect(await codes()).to.deep.equal(['media-missing']);
  });

  it('tell for a minute that a media could not be read on air, where it was', async () => {
    feeds.emit('fault', minute('a'), new Set([CHANNEL]));
    expect(await codes()).to.deep.equal(['media-unreadable']);
    expect(await codes('other')).to.deep.equal([]);
    await clock.advance(60_001);
    expect(await codes()).to.deep.equal([]);
  });

  it('tell of a process that died for ten minutes, and that fewer serve until it is replaced', async () => {
    pool.alive.pop();
    pool.emit('died');
    pool.workers = [{ state: 'failed', lastError: 'spawn ENOMEM' }];
    expect(await codes()).to.deep.equal(['workers-down', 'worker-replaced']);
    expect((await alarms.of(CHANNEL))[0]!.message).to.include('spawn ENOMEM');
    pool.alive.push(3);
    const [alarm] = await alarms.of(CHANNEL);
    expect(alarm).to.include({ code: 'worker-replaced', at: START_MS });
    await clock.advance(600_001);
    expect(await codes()).to.deep.equal([]);
  });

  it('tell of a feed that stumbles or stops, by looking at it every five seconds', async () => {
    const stats = { frames: 0, framesLate: 0, stalls: 0, skips: 0 };
    feeds.running = [{ stats, channels: new Set([CHANNEL]) }];
    await clock.advance(5000);
    Object.assign(stats, { frames: 150, framesLate: 40, stalls: 1, skips: 1 });
    await clock.advance(5000);
    expect(await codes()).to.deep.equal(['media-late', 'frames-skipped', 'frames-late']);
    await clock.advance(5000);
    expect(await codes()).to.include('feed-silent');
    feeds.running = [];
    await clock.advance(65_000);
    expect(await codes()).to.deep.equal([]);
  });

  it('tell of freezes that were added lately, not of those that a viewer came with', async () => {
    reports.take(CHANNEL, 'one', reportWith({ freezes: 7 }), clock.now());
    expect(await codes()).to.deep.equal([]);
    await clock.advance(5000);
    reports.take(CHANNEL, 'one', reportWith({ freezes: 9 }), clock.now());
    expect((await alarms.of(CHANNEL))[0]!.message).to.contain('froze 2 times');
    expect(await codes('other')).to.deep.equal([]);
    await clock.advance(60_001);
    expect(await codes()).to.deep.equal([]);
  });

  it('tell of a slow store and of a disk that fills up', async () => {
    cache.stats.slowLoads = 2;
    freeBytes = 1024 ** 3;
    await clock.advance(5000);
    const [slow, full] = await alarms.of(CHANNEL);
    expect(slow).to.include({ code: 'store-slow' });
    expect(slow!.message).to.contain('2 times');
    expect(full).to.include({ code: 'disk-nearly-full' });
    expect(full!.message).to.contain('1024 MiB');
  });

  it('tell of the slate where nothing is scheduled, and not where a host went to it', async () => {
    lineups.everybody = compileLoops({ version: 1, grid, entries: [], gapFill: slate(300) });
    expect(await codes()).to.deep.equal(['slate-on-air']);
    const startFrame = frameAt(grid, START_MS);
    const onPurpose = { id: 'slate', sequence: slate(300), startFrame, endFrame: startFrame + 900, priority: 1 };
    lineups.everybody = compileLoops({ version: 1, grid, entries: [onPurpose], gapFill: slate(300) });
    expect(await codes()).to.deep.equal([]);
  });
});
