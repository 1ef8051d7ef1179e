import type { EventEmitter } from 'node:events';
import type { FragmentCacheStats } from '../../../media/cache/fragment-cache.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import type { Millis } from '../../../shared/units.js';
import type { AirHealth } from '../../link/messages.js';
import { audienceFigures } from '../viewers/audience-figures.js';
import type { ReportBook } from '../viewers/report-book.js';
import { FeedWatch, type WatchedFeed } from './feed-watch.js';
import { RecentEvents } from './recent-events.js';

const LOOK_EVERY_MS: Millis = 5000;
const LATELY_MS: Millis = 60_000;
/** A death is over in a second: who looks a little later should still see it. */
const DEATH_SHOWN_MS: Millis = 10 * 60_000;

export interface AirWatchDeps {
  readonly reports: Pick<ReportBook, 'on' | 'fresh'>;
  readonly feeds: EventEmitter<{ fault: [item: Item, channels: ReadonlySet<string>] }> & {
    readonly running: readonly WatchedFeed[];
  };
  readonly pool: {
    readonly alive: readonly unknown[];
    readonly workers: readonly { readonly state: string; readonly lastError: string | null }[];
    on(event: 'died', listener: () => void): unknown;
  };
  readonly cache: { readonly stats: Pick<FragmentCacheStats, 'slowLoads'> };
  readonly clock: Clock & { readonly errorMs: Millis };
  readonly workersWanted: number;
}

/** Watches what goes wrong on air. What is over is forgotten after a while. */
export class AirWatch {
  readonly #deps: AirWatchDeps;
  readonly #feeds = new FeedWatch(LATELY_MS);
  readonly #faults = new RecentEvents<{ readonly title: string; readonly channels: ReadonlySet<string> }>(LATELY_MS);
  readonly #freezes = new RecentEvents<{ readonly slug: string; readonly count: number }>(LATELY_MS);
  readonly #slowReads = new RecentEvents<number>(LATELY_MS);
  readonly #deaths = new RecentEvents<'died'>(DEATH_SHOWN_MS);
  readonly #officeReturns = new RecentEvents<'back'>(DEATH_SHOWN_MS);
  #slowLoadsBefore = 0;
  #cancelTimer: () => void;

  constructor(deps: AirWatchDeps) {
    this.#deps = deps;
    const { feeds, pool, reports, clock } = deps;
    feeds.on('fault', ({ title }, channels) => this.#faults.add({ title, channels }, clock.now()));
    pool.on('died', () => this.#deaths.add('died', clock.now()));
    reports.on('report', (slug, { newest, previous, atMs }) => {
      const count = previous === null ? 0 : newest.freezes - previous.freezes;
      if (count > 0) this.#freezes.add({ slug, count }, atMs);
    });
    this.#cancelTimer = clock.setTimer(LOOK_EVERY_MS, () => this.#look());
  }

  /** How a channel does, and what of all the rest concerns it. */
  of(slug: string): AirHealth {
    const { clock, reports, pool, workersWanted } = this.#deps;
    const nowMs = clock.now();
    const { lossPercent, skewMs } = audienceFigures(reports.fresh(slug, nowMs));
    const { stalls, skips } = this.#feeds.ofChannel(slug, nowMs);
    const { frames, framesLate } = this.#feeds.ofAll(nowMs);
    const faults = this.#faults.lately(nowMs).filter(({ event }) => event.channels.has(slug));
    const freezes = this.#freezes.lately(nowMs).filter(({ event }) => event.slug === slug);
    return {
      ...{ stalls, skips, lossPercent, skewMs, workersWanted },
      isSilent: this.#feeds.isSilent(slug),
      unreadable: faults.map(({ event, atMs }) => ({ title: event.title, atMs })),
      freezes: freezes.reduce((sum, { event }) => sum + event.count, 0),
      latePercent: frames === 0 ? 0 : (100 * framesLate) / frames,
      slowReads: this.#slowReads.lately(nowMs).reduce((sum, { event }) => sum + event, 0),
      workersAlive: pool.alive.length,
      workerError: pool.workers.find(({ state }) => state === 'failed')?.lastError ?? null,
      workerDeathsMs: this.#deaths.lately(nowMs).map(({ atMs }) => atMs),
      officeReturnsMs: this.#officeReturns.lately(nowMs).map(({ atMs }) => atMs),
      clockErrorMs: clock.errorMs,
    };
  }

  /** To be told when the office is there again. */
  noteOfficeReturn(): void {
    this.#officeReturns.add('back', this.#deps.clock.now());
  }

  close(): void {
    this.#cancelTimer();
  }

  #look(): void {
    const { clock, feeds, cache } = this.#deps;
    this.#cancelTimer = clock.setTimer(LOOK_EVERY_MS, () => this.#look());
    this.#feeds.look(feeds.running, clock.now());
    const { slowLoads } = cache.stats;
    if (slowLoads > this.#slowLoadsBefore) this.#slowReads.add(slowLoads - this.#slowLoadsBefore, clock.now());
    this.#slowLoadsBefore = slowLoads;
  }
}
