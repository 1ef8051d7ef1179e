import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Consumer } from 'mediasoup/types';
import { pino } from 'pino';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { houseLayers } from '../../media/house.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { compileChannel } from '../../server/channel/channel-timeline.js';
import { FeedRegistry, type Place } from '../../server/channel/feed-registry.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { WorkerPool } from '../../server/sfu/worker-pool.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { globalFrame, plannedFrame } from '../support/air-plan.js';
import { PlainViewer } from '../support/feed-viewer.js';
import { runFfmpeg } from '../support/ffmpeg-run.js';
import { readFrameCounter } from '../support/frame-counter.js';
import { freePorts } from '../support/free-ports.js';
import { type ReadPacket, readNalUnits, readRtp } from '../support/rtp-reader.js';
import { type Library, testLibrary } from '../support/station.js';

const RECORD_MS = 13_000;
const [WIDTH, HEIGHT] = [640, 360];
const TICKS_PER_FRAME = 3000;
const START_CODE = Buffer.from([0, 0, 0, 1]);
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

  const received = { video: [] as { atMs: number; packet: ReadPacket }[], audio: [] as ReadPacket[] };

  before(async () => {
    library = await testLibrary();
    clock = new MasterClock();
    const listen = { RTC_PORT: await freePorts(1), RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
    pool = await WorkerPool.create({ count: 1, listen, workerBin: undefined, clock, logger: quiet });
    const cache = new FragmentCache({ store: await DiskBlobStore.create(library.blobDir), clock });
    const layerCount = houseLayers(library.house).length;
    feeds = new FeedRegistry({ pool, cache, clock, logger: quiet, layerCount, slateObjectId: 'none' });
    startsAtMs = Math.floor(clock.now() / 1000) * 1000 - 100_000;
    place = await feeds.place(new PlainViewer(lineup()));
    const { router } = place.outlet.worker;
    const transport = await router.createDirectTransport();
    const { rtpCapabilities } = router;
    const video = await transport.consume({ producerId: place.outlet.video.id, rtpCapabilities, paused: true });
    const audio = await transport.consume({ producerId: place.outlet.audio.id, rtpCapabilities, paused: true });
    await video.setPreferredLayers({ spatialLayer: layerCount - 1 });
    video.on('rtp', (packet) => received.video.push({ atMs: clock.now(), packet: readRtp(Buffer.from(packet)) }));
    audio.on('rtp', (packet) => received.audio.push(readRtp(Buffer.from(packet))));
    await Promise.all([video.resume(), audio.resume()]);
    await recorded(audio, RECORD_MS / 20);
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
      channelSlug: 'c',
      sequenceId: 's',
      startsAtMs,
      endsAtMs: null,
      loops: true,
      priority: 0,
    };
    const sequence = { id: 's', name: 's', revision: 1, items: media.map(({ id }) => ({ mediaId: id })) };
    return compileChannel({ channel, entries: [entry], sequences: [sequence], media }, gridFor(house.fps), media[0]!);
  }

  function recorded(consumer: Consumer, packets: number): Promise<void> {
    return new Promise((resolve) => {
      consumer.on('rtp', () => {
        if (received.audio.length >= packets) resolve();
      });
    });
  }

  it('P5 has sequence numbers without a hole, timestamps that never jump, and all of its boundaries inside', () => {
    const { video, audio } = received;
    expectSteps(
      video.map(({ packet }) => packet.sequenceNumber),
      0xffff,
      1,
      1,
    );
    expectSteps(
      audio.map(({ sequenceNumber }) => sequenceNumber),
      0xffff,
      1,
      1,
    );
    expectSteps(
      audio.map(({ timestamp }) => timestamp),
      2 ** 32 - 1,
      960,
      960,
    );
    const frames = frameTimestamps();
    // Where the main layer takes over, the frame comes twice: on the tune-in layer, and a millisecond later on its own.
    const switches = frames.filter((timestamp, index) => timestamp - frames[index - 1]! === 90);
    expect(switches).to.have.length(1);
    const without = frames.filter((timestamp) => timestamp + 90 !== switches[0]);
    expectSteps(without, 2 ** 32 - 1, TICKS_PER_FRAME, TICKS_PER_FRAME + 90);
    expect(frames.length).to.be.within((RECORD_MS * 30) / 1000 - 75, (RECORD_MS * 30) / 1000 + 15);
    const { stalls, skips, faults, sinkErrors } = feeds.stats;
    expect({ stalls, skips, faults, sinkErrors }).to.deep.equal({ stalls: 0, skips: 0, faults: 0, sinkErrors: 0 });
  });

  it('P1 takes no process per feed: the SFU worker is the only child', () => {
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === process.pid);
    expect(children).to.deep.equal([String(place.outlet.worker.worker.pid)]);
  });

  it('decodes, without an error, to exactly the frames that the plan has on air, across every item boundary', async () => {
    const frames = mainLayerFrames();
    const plan = { fps: 30, startsAtMs, items: library.items };
    const stream = Buffer.concat(frames.flatMap(({ nals }) => nals.flatMap((nal) => [START_CODE, nal])));
    const scale = ['-f', 'rawvideo', '-pix_fmt', 'gray'];
    const pictures = await runFfmpeg(
      ['-xerror', '-err_detect', 'explode', '-f', 'h264', '-i', 'pipe:0', '-vsync', '0', ...scale, 'pipe:1'],
      [stream],
    );
    expect(pictures.length / (WIDTH * HEIGHT)).to.equal(frames.length);
    const seenItems = new Set<string>();
    let boundaries = 0;
    let lastItem: string | undefined;
    for (const [index, { timestamp, atMs }] of frames.entries()) {
      const data = pictures.subarray(index * WIDTH * HEIGHT, (index + 1) * WIDTH * HEIGHT);
      const reading = readFrameCounter({ width: WIDTH, height: HEIGHT, channels: 1, data });
      const { item, frame } = plannedFrame(plan, timestamp, atMs);
      expect(reading, `frame ${index}`).to.include({ kind: 'frame', clip: item.clip, frame });
      if (lastItem !== undefined && lastItem !== item.mediaId) boundaries += 1;
      lastItem = item.mediaId;
      seenItems.add(item.mediaId);
    }
    expect(boundaries).to.be.at.least(3);
    expect(seenItems.size).to.equal(3);
  });

  function frameTimestamps(): number[] {
    const timestamps = received.video.map(({ packet }) => packet.timestamp);
    return timestamps.filter((timestamp, index) => timestamp !== timestamps[index - 1]);
  }

  /** The complete frames of the main layer; it comes after the tune-in layer's, and stays. */
  function mainLayerFrames(): { timestamp: number; atMs: number; nals: Buffer[] }[] {
    const frames: { timestamp: number; atMs: number; payloads: Buffer[]; complete: boolean }[] = [];
    for (const { atMs, packet } of received.video) {
      if (frames.at(-1)?.timestamp !== packet.timestamp) {
        frames.push({ timestamp: packet.timestamp, atMs, payloads: [], complete: false });
      }
      frames.at(-1)!.payloads.push(packet.payload);
      frames.at(-1)!.complete = packet.marker;
    }
    const first = frames.findIndex(({ timestamp, atMs }) => layerMark(timestamp, atMs) === 90);
    const main = frames.slice(first, frames.at(-1)!.complete ? undefined : -1);
    return main.map(({ timestamp, atMs, payloads }) => ({ timestamp, atMs, nals: readNalUnits(payloads) }));
  }

  /** What a timestamp says beyond its frame: 90 ticks for each layer above the tune-in layer. */
  function layerMark(timestamp: number, atMs: number): number {
    const frame = globalFrame({ fps: 30 }, timestamp, atMs);
    return (timestamp - (((frame % 2 ** 32) * TICKS_PER_FRAME) % 2 ** 32) + 2 ** 32) % 2 ** 32;
  }
});

function parentOf(pid: string): number | undefined {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it ended meanwhile
  }
}

/** Each number follows the one before it by at least `least` and at most `most`, modulo `mask` + 1. */
function expectSteps(numbers: readonly number[], mask: number, least: number, most: number): void {
  expect(numbers.length).to.be.above(100);
  for (let index = 1; index < numbers.length; index += 1) {
    const step = (numbers[index]! - numbers[index - 1]! + mask + 1) % (mask + 1);
    if (step < least || step > most) expect.fail(`${numbers[index]} follows ${numbers[index - 1]} at ${index}`);
  }
}
