import { setTimeout as wait } from 'node:timers/promises';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { PinnedObject } from '../../media/cache/pinned-object.js';
import { feedPhaseMs } from '../../media/playout/feed-phase.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { FeedRegistry } from '../../server/air/feeds/feed-registry.js';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { createLogger } from '../../server/log/logger.js';
import { frameTimeMs, type Grid, gridFor } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import { compileSequence } from '../../shared/timeline/sequence.js';
import { globalFrame } from '../support/air-plan.js';
import { PlainViewer } from '../support/feed-viewer.js';
import { compileLoops, item } from '../support/timeline-items.js';
import { OutletMeter } from './outlet-meter.js';
import { processUsage } from './process-usage.js';

const WORKERS = 2;
const WARM_UP_MS = 8000;

export interface FeedRigOptions {
  readonly blobDir: string;
  readonly fps: number;
  readonly layerCount: number;
  /** One feed for each: its media, and that media's length in frames. */
  readonly media: readonly { readonly mediaId: string; readonly frames: number }[];
  readonly seconds: number;
}

export interface FeedsResult {
  /** Of all feeds together, as a part of one core. */
  readonly cpuShare: number;
  readonly workerCpuShare: number;
  /** What all feeds together added to what the process and its workers took before. */
  readonly addedMb: number;
  readonly workerAddedMb: number;
  /** By how much each frame left after its scheduled instant, and after its feed's own slot behind that. */
  readonly afterScheduleMs: readonly number[];
  readonly latenessMs: readonly number[];
  readonly packetsPerSecond: number;
  readonly packetsLost: number;
  readonly framesMissed: number;
  readonly slateFrames: number;
}

/** Runs feeds as the server does, through real SFU workers, and measures what they cost and how well they keep time. */
export async function measureFeeds({ blobDir, fps, layerCount, media, seconds }: FeedRigOptions): Promise<FeedsResult> {
  const grid = gridFor(fps);
  const clock = new MasterClock();
  const logger = createLogger('warn');
  const listen = { RTC_PORT: 0, RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
  const pool = await WorkerPool.create({ count: WORKERS, listen, workerBin, clock, logger });
  const store = await DiskBlobStore.create(blobDir);
  const cache = new FragmentCache({ store, clock });
  const slate = await PinnedObject.load(store, media[0]!.mediaId);
  const registry = new FeedRegistry({ pool, cache, clock, logger, layerCount, slate });
  const usage = () => ({ own: processUsage(process.pid), workers: workersUsage(pool) });
  try {
    const idle = usage();
    const meters: { meter: OutletMeter; phaseMs: number }[] = [];
    for (const [index, { mediaId, frames }] of media.entries()) {
      const { outlet } = await registry.place(new PlainViewer(loopOf(grid, mediaId, frames, index)));
      const latenessMs = (timestamp: number) => {
        const nowMs = clock.now();
        return nowMs - frameTimeMs(grid, globalFrame({ fps }, timestamp, nowMs));
      };
      meters.push({ meter: new OutletMeter(outlet, latenessMs), phaseMs: feedPhaseMs(grid, index) });
    }
    await wait(WARM_UP_MS);
    for (const { meter } of meters) meter.recording = true;
    const packetsBefore = registry.stats.packets;
    const before = usage();
    const startedMs = performance.now();
    await wait(seconds * 1000);
    const after = usage();
    const elapsedMs = performance.now() - startedMs;
    const packets = registry.stats.packets - packetsBefore;
    for (const { meter } of meters) meter.recording = false;
    const lost = await Promise.all(meters.map(({ meter }) => meter.lost()));
    return {
      cpuShare: (after.own.cpuMs - before.own.cpuMs) / elapsedMs,
      workerCpuShare: (after.workers.cpuMs - before.workers.cpuMs) / elapsedMs,
      addedMb: after.own.rssMb - idle.own.rssMb,
      workerAddedMb: after.workers.rssMb - idle.workers.rssMb,
      afterScheduleMs: meters.flatMap(({ meter }) => meter.latenessMs),
      latenessMs: meters.flatMap(({ meter, phaseMs }) => meter.latenessMs.map((late) => late - phaseMs)),
      packetsPerSecond: packets / (elapsedMs / 1000),
      packetsLost: lost.reduce((sum, each) => sum + each, 0),
      framesMissed: registry.stats.framesMissed,
      slateFrames: registry.stats.slateFrames,
    };
  } finally {
    registry.close();
    pool.close();
    clock.close();
  }
}

/** A lineup that loops one media, each index at another place in it, as channels that started at different times are. */
function loopOf(grid: Grid, mediaId: string, frames: number, index: number): Lineup {
  const sequence = compileSequence(`loop-${index}`, 1, [item(mediaId, frames)]);
  const startFrame = index * 7 * grid.framesPerStep;
  const entry = { id: `entry-${index}`, sequence, startFrame, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
  return compileLoops({ version: 1, grid, entries: [entry], gapFill: sequence });
}

function workersUsage(pool: WorkerPool): { cpuMs: number; rssMb: number } {
  const each = pool.alive.map(({ worker }) => processUsage(worker.pid));
  return {
    cpuMs: each.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMb: each.reduce((sum, { rssMb }) => sum + rssMb, 0),
  };
}
