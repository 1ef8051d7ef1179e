import { expect } from 'chai';
import { pino } from 'pino';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { houseLayers } from '../../media/house.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { FeedRegistry, type Place } from '../../server/air/feeds/feed-registry.js';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { frameAt, frameTimeMs, gridFor, padToGrid } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import { compileSequence, type Sequence } from '../../shared/timeline/sequence.js';
import type { PlannedItem } from '../support/air-plan.js';
import { PlainViewer } from '../support/feed-viewer.js';
import { freePorts } from '../support/free-ports.js';
import { type Library, testLibrary } from '../support/station.js';
import { type DecodedFrame, StreamRecorder } from '../support/stream-recorder.js';
import { compileLoops, item, type LoopedEntry } from '../support/timeline-items.js';

const grid = gridFor(30);
const NOTICE_MS = 300;
const GOP_FRAMES = 60;
const TUNE_IN_IDR_FRAMES = 8;
const FOREVER = Number.POSITIVE_INFINITY;

/** From a frame on, what the test has put on air: a loop that started at another frame. */
interface Stretch {
  readonly fromFrame: number;
  readonly originFrame: number;
  readonly items: readonly PlannedItem[];
}

/** A running feed, its schedule edited again and again, as the SFU forwards it. */
describe('edits of what a feed plays', function () {
  this.timeout(60_000);
  let clock: MasterClock;
  let pool: WorkerPool;
  let feeds: FeedRegistry;
  let library: Library;
  let place: Place;
  let recorder: StreamRecorder;
  let decoded: DecodedFrame[];
  /** In order: the programme, a special over it, the programme again, filler, a forced change. */
  const plan: Stretch[] = [];
  const viewers: PlainViewer[] = [];

  before(async () => {
    library = await testLibrary();
    const [one, two, three] = library.items as [PlannedItem, PlannedItem, PlannedItem];
    clock = new MasterClock();
    const listen = { RTC_PORT: await freePorts(1), RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
    pool = await WorkerPool.create({
      count: 1,
      listen,
      workerBin: undefined,
      clock,
      logger: pino({ level: 'silent' }),
    });
    const cache = new FragmentCache({ store: await DiskBlobStore.create(library.blobDir), clock });
    const layerCount = houseLayers(library.house).length;
    const logger = pino({ level: 'silent' });
    feeds = new FeedRegistry({ pool, cache, clock, logger, layerCount, slate: library.slate.packets });

    const originFrame = frameInMs(0) - 3000;
    const programme = { id: 'p', sequence: sequenceOf(one, two, three), startFrame: originFrame, priority: 0 };
    const loop = { originFrame, items: [one, two, three] };
    plan.push({ fromFrame: originFrame, ...loop });
    const usual = lineupOf(one, { ...programme, endFrame: FOREVER });
    viewers.push(...[0, 1, 2].map(() => new PlainViewer(usual)));
    place = await feeds.place(viewers[0]!);
    await Promise.all([feeds.place(viewers[1]!), feeds.place(viewers[2]!)]);
    recorder = await StreamRecorder.start(place.outlet, clock);
    await recorder.reachMainLayer();

    const specialFrom = frameInMs(1000);
    let specialEnd = specialFrom + 45;
    // Whenever this runs, the programme comes back where no decoder can start.
    while (hasTuneInIdr(shownBy(loop, specialEnd).frame)) specialEnd += grid.framesPerStep;
    const special = {
      id: 's',
      sequence: sequenceOf(two),
      startFrame: specialFrom,
      endFrame: specialEnd,
      priority: 1,
    };
    edit(lineupOf(one, { ...programme, endFrame: FOREVER }, special), frameInMs(NOTICE_MS));
    plan.push({ fromFrame: specialFrom, originFrame: specialFrom, items: [two] });
    plan.push({ fromFrame: specialEnd, ...loop });
    await recorder.record(3500);

    const gapFrom = frameInMs(1000);
    edit(lineupOf(three, { ...programme, endFrame: gapFrom }, special), frameInMs(NOTICE_MS));
    plan.push({ fromFrame: gapFrom, originFrame: gapFrom, items: [three] });
    await recorder.record(2500);

    const forcedFrom = frameInMs(NOTICE_MS);
    edit(
      lineupOf(three, { id: 'f', sequence: sequenceOf(one), startFrame: forcedFrom, endFrame: FOREVER, priority: 0 }),
      forcedFrom,
    );
    plan.push({ fromFrame: forcedFrom, originFrame: forcedFrom, items: [one] });
    await recorder.record(1500);
    decoded = await recorder.decode();
  });

  after(() => {
    feeds?.close();
    pool?.close();
    clock?.close();
  });

  /** The first frame of the grid step that comes so long from now. */
  function frameInMs(delayMs: number): number {
    return padToGrid(grid, frameAt(grid, clock.now() + delayMs));
  }

  function edit(lineup: Lineup, fromFrame: number): void {
    for (const viewer of viewers) viewer.lineup = lineup;
    feeds.follow(frameTimeMs(grid, fromFrame));
  }

  it('P5 leave sequence numbers, timestamps and SSRCs unbroken', () => {
    recorder.expectUnbroken();
    const { stalls, skips, faults, sinkErrors } = feeds.stats;
    expect({ stalls, skips, faults, sinkErrors }).to.deep.equal({ stalls: 0, skips: 0, faults: 0, sinkErrors: 0 });
  });

  it('put on air, on every frame, exactly what the plan has', () => {
    for (const { globalFrame, reading } of decoded) {
      const { clip, frame } = planned(globalFrame);
      expect(reading, `${globalFrame - plan[1]!.fromFrame} frames from the special`).to.include({
        kind: 'frame',
        clip,
        frame,
      });
    }
    const clips = decoded.map(({ globalFrame }) => plan.findLastIndex(({ fromFrame }) => fromFrame <= globalFrame));
    expect(new Set(clips)).to.deep.equal(new Set([0, 1, 2, 3, 4]));
  });

  it('leave out no frame but those, seven at most, that a special’s end inside of a GOP has no IDR for', () => {
    const sent = new Set(decoded.map(({ globalFrame }) => globalFrame));
    const [first, last] = [decoded[0]!.globalFrame, decoded.at(-1)!.globalFrame];
    const missing = Array.from({ length: last - first }, (_, index) => first + index).filter((at) => !sent.has(at));
    const expected: number[] = [];
    const { fromFrame } = plan[2]!;
    for (let at = fromFrame; !hasTuneInIdr(planned(at).frame); at += 1) expected.push(at);
    expect(expected.length).to.be.within(1, TUNE_IN_IDR_FRAMES - 1);
    expect(missing).to.deep.equal(expected);
  });

  it('that part viewers leave most of them where they are; the others find a feed of their own', async () => {
    const [a, b, c] = viewers as [PlainViewer, PlainViewer, PlainViewer];
    const [one, two] = library.items as [PlannedItem, PlannedItem];
    const loop = (which: PlannedItem) =>
      lineupOf(one, {
        id: 'x',
        sequence: sequenceOf(which),
        startFrame: plan[4]!.fromFrame,
        endFrame: FOREVER,
        priority: 0,
      });
    a.lineup = b.lineup = loop(one);
    c.lineup = loop(two);
    feeds.follow(clock.now());
    expect([a, b, c].map(({ hasParted }) => hasParted)).to.deep.equal([false, false, true]);
    const elsewhere = await feeds.place(new PlainViewer(c.lineup));
    expect(elsewhere.outlet).not.to.equal(place.outlet);
    expect(feeds.running.length).to.equal(2);
    elsewhere.release();
    await recorder.record(500);
    recorder.expectUnbroken();
  });

  it('that make two feeds alike let both go on; who comes is placed on the first', async () => {
    const [a, b, c] = viewers as [PlainViewer, PlainViewer, PlainViewer];
    const alone = new PlainViewer(c.lineup);
    const other = await feeds.place(alone);
    for (const viewer of [b, c, alone]) viewer.lineup = a.lineup;
    feeds.follow(clock.now());
    expect([feeds.running.length, alone.hasParted]).to.deep.equal([2, false]);
    const late = await feeds.place(new PlainViewer(a.lineup));
    expect(late.outlet).to.equal(place.outlet);
    expect(other.outlet).not.to.equal(place.outlet);
  });

  function planned(globalFrame: number): { clip: number; frame: number } {
    return shownBy(plan.findLast(({ fromFrame }) => fromFrame <= globalFrame)!, globalFrame);
  }
});

/** What a loop has on air at a frame, by plain counting. */
function shownBy({ originFrame, items }: Omit<Stretch, 'fromFrame'>, globalFrame: number) {
  const turn = items.reduce((sum, { frames }) => sum + frames, 0);
  let frame = (globalFrame - originFrame) % turn;
  for (const { clip, frames } of items) {
    if (frame < frames) return { clip, frame };
    frame -= frames;
  }
  throw new Error('the loop has no items');
}

function hasTuneInIdr(itemFrame: number): boolean {
  return (itemFrame % GOP_FRAMES) % TUNE_IN_IDR_FRAMES === 0;
}

function sequenceOf(...items: readonly PlannedItem[]): Sequence {
  const of = items.map(({ mediaId, objectId, frames }) => item(mediaId, frames, { objectId }));
  return compileSequence(items.map(({ clip }) => clip).join(), 1, of);
}

function lineupOf(filler: PlannedItem, ...entries: readonly LoopedEntry[]): Lineup {
  return compileLoops({ version: 1, grid, entries, gapFill: sequenceOf(filler) });
}
