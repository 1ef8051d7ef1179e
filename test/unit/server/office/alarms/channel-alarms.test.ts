import { expect } from 'chai';
import type { AirHealth } from '../../../../../server/link/messages.js';
import { ChannelAlarms } from '../../../../../server/office/alarms/channel-alarms.js';
import { CodedError } from '../../../../../shared/errors.js';
import { frameAt, gridFor } from '../../../../../shared/timeline/grid.js';
import { compileSequence, type Item } from '../../../../../shared/timeline/sequence.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { compileLoops, item, slate } from '../../../../support/timeline-items.js';

const grid = gridFor(30);
const START_MS = 1_000_000_000;
const CHANNEL = 'demo';

const WELL: AirHealth = {
  ...{ isSilent: false, unreadable: [], stalls: 0, skips: 0, freezes: 0, lossPercent: null, skewMs: null },
  ...{
    latePercent: 0,
    slowReads: 0,
    workersAlive: 2,
    workersWanted: 2,
    workerError: null,
    workerDeathsMs: [],
    officeReturnsMs: [],
  },
  clockErrorMs: 0,
};

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
  let health: AirHealth | null;
  let lost: Set<string>;
  let freeBytes: number;
  let lineups: { everybody: ReturnType<typeof lineupOf>; viewers: ReturnType<typeof lineupOf>[] };
  let alarms: ChannelAlarms;

  beforeEach(() => {
    clock = new ManualClock(START_MS);
    health = WELL;
    lost = new Set();
    freeBytes = 2 ** 40;
    lineups = { everybody: lineupOf([minute('a'), minute('b')]), viewers: [] };
    alarms = new ChannelAlarms({
      clock,
      directory: { lineup: async (_slug, audience) => lineups.viewers[Number(audience['at'])] ?? lineups.everybody },
      connected: { audiencesOf: () => lineups.viewers.map((_, at) => ({ at: `${at}` })) },
      air: {
        async health() {
          if (health === null) throw new CodedError('not-ready');
          return health;
        },
      },
      heads: { isGivenUp: (objectId, inFrame) => objectId === 'trimmed' && inFrame === 9 },
      isWhole: async (objectId) => !lost.has(objectId),
      freeBytes: async () => freeBytes,
    });
  });

  afterEach(() => {
    expect(clock.timerCount).to.equal(0);
  });

  const codes = async () => (await alarms.of(CHANNEL)).map(({ code }) => code);

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

  it('tell what air has seen, and that it does not answer', async () => {
    health = { ...WELL, slowReads: 2, clockErrorMs: -90_000 };
    expect(await codes()).to.deep.equal(['store-slow', 'clock-off']);
    health = null;
    expect(await codes()).to.deep.equal(['air-away']);
  });

  it('tell of a disk that fills up', async () => {
    freeBytes = 1024 ** 3;
    const [full] = await alarms.of(CHANNEL);
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
