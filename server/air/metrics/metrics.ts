import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { FragmentCache } from '../../../media/cache/fragment-cache.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { FeedRegistry } from '../feeds/feed-registry.js';
import type { WorkerPool } from '../sfu/worker-pool.js';
import type { ReportBook } from '../viewers/report-book.js';
import { addLatenessMetric } from './lateness-metric.js';
import { addViewerMetrics } from './viewer-metrics.js';

export interface MetricsDeps {
  readonly pool: WorkerPool;
  readonly feeds: FeedRegistry;
  readonly cache: FragmentCache;
  readonly reports: ReportBook;
  readonly clock: Clock;
}

/** What `/metrics` shows: the process, and everything below, read when it is asked for. */
export function createMetrics({ pool, feeds, cache, reports, clock }: MetricsDeps): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, labels: { process: 'air' } });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `streamsync_${name}`,
      help,
      registers,
      collect(): void {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `streamsync_${name}_total`,
      help,
      registers,
      collect(): void {
        this.reset();
        this.inc(read());
      },
    });
  gauge('sfu_workers', 'SFU workers that are up', () => pool.alive.length);
  gauge('viewers', 'Viewers that have a place', () => pool.alive.reduce((sum, { viewers }) => sum + viewers, 0));
  gauge('feeds', 'Feeds on air', () => feeds.running.length);
  counter('playout_packets', 'RTP and RTCP packets that feeds sent', () => feeds.stats.packets);
  counter('playout_bytes', 'Bytes that feeds sent', () => feeds.stats.bytes);
  counter('playout_frames', 'Frames that feeds sent, each with all its layers', () => feeds.stats.frames);
  counter('playout_late_frames', 'Frames that left more than 10 ms late', () => feeds.stats.framesLate);
  addLatenessMetric(registry, () => feeds.stats);
  counter('playout_missed_frames', 'Frames in whose place nothing was sent', () => feeds.stats.framesMissed);
  counter('playout_slate_frames', 'Frames in whose place the slate was sent', () => feeds.stats.slateFrames);
  counter('playout_stalls', 'Fragments that were due before they were loaded', () => feeds.stats.stalls);
  counter('playout_skips', 'Times a feed fell a GOP behind and skipped', () => feeds.stats.skips);
  counter('playout_faults', 'Fragments that could not be read when they were due', () => feeds.stats.faults);
  counter('playout_sink_errors', 'Packets that no worker took', () => feeds.stats.sinkErrors);
  gauge('fragment_cache_bytes', 'Bytes of packetised fragments in the cache', () => cache.stats.bytes);
  counter('fragment_cache_hits', 'Fragments that were in the cache already', () => cache.stats.hits);
  counter('fragment_cache_loads', 'Fragments that were read', () => cache.stats.loads);
  counter('fragment_cache_slow_loads', 'Fragments that took more than a second to read', () => cache.stats.slowLoads);
  addViewerMetrics(registry, reports, clock);
  return registry;
}
