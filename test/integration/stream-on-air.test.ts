import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { pino } from 'pino';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { houseLayers } from '../../media/house.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { FeedRegistry, type Place } from '../../server/air/feeds/feed-registry.js';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { planChannel } from '../../server/office/planning/channel-timeline.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { plannedFrame } from '../support/air-plan.js';
import { PlainViewer } from '../support/feed-viewer.js';
import { freePorts } from '../support/free-ports.js';
import { type Library, testLibrary } from '../support/station.js';
import { expectSteps, StreamRecorder } from '../support/stream-recorder.js';

const RECORD_MS = 13_000;
const TICKS_PER_FRAME = 3000;
const quiet = pino({ level: 'silent' });

/** What the SFU forwards of a feed, for longer than the loop, read and decoded like a viewer would. */
describe('the stream sent', function () {
  this.timeout(60_000);
  let library: Library;
  let clock: MasterClock;
  let pool: WorkerPool;
  let feeds: FeedRegistry;
  let place: Place;
  let startsAtMs: number;
  let recorder: StreamRecorder;

  before(async () => {
    library = await testLibrary();
    clock = new MasterClock();
    const listen = { RTC_PORT: await freePorts(1), RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
    pool = await WorkerPool.create({ count: 1, listen, workerBin: undefined, clock, logger: quiet });
    const cache = new FragmentCache({ store: await DiskBlobStore.create(library.blobDir), clock });
    const layerCount = houseLayers(library.house).length;
    feeds = new FeedRegistry({ pool, cache, clock, logger: quiet, layerCount, slate: library.slate.packets });
    startsAtMs = Math.floor(clock.now() / 1000) * 1000 - 100_000;
    place = await feeds.place(new PlainViewer(lineup()));
    recorder = await StreamRecorder.start(place.outlet, clock);
    await recorder.record(RECORD_MS);
  });

  after(() => {
    feeds?.close();
    pool?.close();
    clock?.close();
  });

  function lineup() {
    const { items, house } = library;
    const media = items.map(({ mediaId, objectId, title, frames }) => ({
      id: mediaId,
      objectId,
      title,
      fps: house.fps,
      frames,
      createdAtMs: 0,
    }));
    const channel = {
      slug: 'c',
      name: 'c',
      visibility: 'public' as const,
      targetLatencyMs: 100,
      fillerMediaId: null,
      scheduleVersion: 1,
    };
    const entry = {
      id: 'e',
      sequenceId: 's',
      startsAtMs,
      endsAtMs: null,
      loops: true,
      repeat: null,
      timeZone: null,
      priority: 0,
      when: {},
      runs: [{ fromMs: null, revision: 1, originMs: null }],
    };
    const content = {
      channel,
      entries: [entry],
      revisions: [{ sequenceId: 's', revision: 1, items: media.map(({ id }) => ({ mediaId: id })), frames: {} }],
      media,
    };
    return planChannel(content, gridFor(house.fps), media[0]!).lineupFor({});
  }

  it('P5 has sequence numbers without a hole, timestamps that never jump, and all of its boundaries inside', () => {
    recorder.expectUnbroken();
    const frames = recorder.frameTimestamps;
    // Where the main layer takes over, the frame comes twice: on the tune-in layer, and a millisecond later on its own.
    const switches = frames.filter((timestamp, index) => timestamp - frames[index - 1]! === 90);
    expect(switches).to.have.length(1);
    const without = frames.filter((timestamp) => timestamp + 90 !== switches[0]);
    expectSteps(without, 2 ** 32, TICKS_PER_FRAME, TICKS_PER_FRAME + 90);
    expect(frames.length).to.be.within((RECORD_MS * 30) / 1000 - 75, (RECORD_MS * 30) / 1000 + 15);
    const { stalls, skips, faults, sinkErrors } = feeds.stats;
    expect({ stalls, skips, faults, sinkErrors }).to.deep.equal({ stalls: 0, skips: 0, faults: 0, sinkErrors: 0 });
  });

  it('P1 takes no process per feed: the SFU worker is the only child', () => {
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === process.pid);
    expect(children).to.deep.equal([String(place.outlet.worker.worker.pid)]);
  });

  it('decodes, without an error, to exactly the frames that the plan has on air, across every item boundary', async () => {
    const frames = await recorder.decode();
    const plan = { fps: 30, startsAtMs, items: library.items };
    const seenItems = new Set<string>();
    let boundaries = 0;
    let lastItem: string | undefined;
    for (const [index, { timestamp, atMs, reading }] of frames.entries()) {
      const { item, frame } = plannedFrame(plan, timestamp, atMs);
      expect(reading, `frame ${index}`).to.include({ kind: 'frame', clip: item.clip, frame });
      if (lastItem !== undefined && lastItem !== item.mediaId) boundaries += 1;
      lastItem = item.mediaId;
      seenItems.add(item.mediaId);
    }
    expect(boundaries).to.be.at.least(3);
    expect(seenItems.size).to.equal(3);
  });
});

function parentOf(pid: string): number | undefined {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it ended meanwhile
  }
}
