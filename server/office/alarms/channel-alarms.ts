import type { EventEmitter } from 'node:events';
import type { FragmentCacheStats } from '../../../media/cache/fragment-cache.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { Alarm } from '../../../shared/api/alarms.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import { frameAt } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import { FeedWatch, type WatchedFeed } from '../../air/health/feed-watch.js';
import { RecentEvents } from '../../air/health/recent-events.js';
import { audienceFigures } from '../../air/viewers/audience-figures.js';
import type { ReportBook } from '../../air/viewers/report-book.js';
import { type AlarmFacts, alarmsOf, type Upcoming } from './alarm-rules.js';
import { ObjectChecks } from './object-checks.js';
import { type UpcomingItem, upcomingItems } from './upcoming-items.js';

const LOOK_EVERY_MS: Millis = 5000;
const LATELY_MS: Millis = 60_000;
/** A death is over in a second: who looks a little later should still see it. */
const DEATH_SHOWN_MS: Millis = 10 * 60_000;

export interface ChannelAlarmsDeps {
  readonly directory: { lineup(slug: string, audience: Audience): Promise<Lineup> };
  readonly roster: { list(slug: string): readonly { readonly lineup: Lineup }[] };
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
  readonly heads: { isGivenUp(objectId: string, inFrame: FrameIndex): boolean };
  readonly clock: Clock;
  readonly workersWanted: number;
  isWhole(objectId: string): Promise<boolean>;
  freeBytes(): Promise<number>;
}

/** Watches for what goes wrong, and says what of it concerns a channel. What is over is forgotten after a while. */
export class ChannelAlarms {
  readonly #deps: ChannelAlarmsDeps;
  readonly #feeds = new FeedWatch(LATELY_MS);
  readonly #objects: ObjectChecks;
  readonly #faults = new RecentEvents<{ readonly title: string; readonly channels: ReadonlySet<string> }>(LATELY_MS);
  readonly #freezes = new RecentEvents<{ readonly slug: string; readonly count: number }>(LATELY_MS);
  readonly #slowReads = new RecentEvents<number>(LATELY_MS);
  readonly #deaths = new RecentEvents<'died'>(DEATH_SHOWN_MS);
  #slowLoadsBefore = 0;
  #cancelTimer: () => void;

  constructor(deps: ChannelAlarmsDeps) {
    this.#deps = deps;
    const { feeds, pool, reports, clock } = deps;
    this.#objects = new ObjectChecks(deps.isWhole, clock);
    feeds.on('fault', ({ title }, channels) => this.#faults.add({ title, channels }, clock.now()));
    pool.on('died', () => this.#deaths.add('died', clock.now()));
    reports.on('report', (slug, { newest, previous, atMs }) => {
      const count = previous === null ? 0 : newest.freezes - previous.freezes;
      if (count > 0) this.#freezes.add({ slug, count }, atMs);
    });
    this.#cancelTimer = clock.setTimer(LOOK_EVERY_MS, () => this.#look());
  }

  /** The gravest first. @throws CodedError channel-unknown */
  async of(slug: string): Promise<Alarm[]> {
    return alarmsOf(await this.#factsOf(slug));
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

  async #factsOf(slug: string): Promise<AlarmFacts> {
    const { clock, directory, roster, reports, pool, workersWanted, freeBytes } = this.#deps;
    const nowMs = clock.now();
    const lineup = await directory.lineup(slug, {});
    const upcoming = upcomingItems([lineup, ...roster.list(slug).map((seat) => seat.lineup)], nowMs);
    const { lossPercent, skewMs } = audienceFigures(reports.fresh(slug, nowMs));
    const { stalls, skips } = this.#feeds.ofChannel(slug, nowMs);
    const { frames, framesLate } = this.#feeds.ofAll(nowMs);
    const faults = this.#faults.lately(nowMs).filter(({ event }) => event.channels.has(slug));
    const freezes = this.#freezes.lately(nowMs).filter(({ event }) => event.slug === slug);
    return {
      ...{ stalls, skips, lossPercent, skewMs, workersWanted },
      isSilent: this.#feeds.isSilent(slug),
      unreadable: faults.map(({ event, atMs }) => ({ title: event.title, atMs })),
      missing: await this.#missing(upcoming),
      lateTrims: upcoming.filter(({ item }) => this.#startsLate(item)).map(named),
      freezes: freezes.reduce((sum, { event }) => sum + event.count, 0),
      isIdle: isIdle(lineup, nowMs),
      latePercent: frames === 0 ? 0 : (100 * framesLate) / frames,
      slowReads: this.#slowReads.lately(nowMs).reduce((sum, { event }) => sum + event, 0),
      workersAlive: pool.alive.length,
      workerError: pool.workers.find(({ state }) => state === 'failed')?.lastError ?? null,
      workerDeathsMs: this.#deaths.lately(nowMs).map(({ atMs }) => atMs),
      freeBytes: await freeBytes(),
    };
  }

  async #missing(upcoming: readonly UpcomingItem[]): Promise<readonly Upcoming[] | null> {
    const broken = await this.#objects.broken(upcoming.flatMap(({ item }) => objectsOf(item)));
    return broken && upcoming.filter(({ item }) => objectsOf(item).some((id) => broken.has(id))).map(named);
  }

  #startsLate({ head, objectId, inFrame }: Item): boolean {
    return head === null && this.#deps.heads.isGivenUp(objectId, inFrame);
  }
}

function isIdle({ grid, gapFill, spanAt }: Lineup, atMs: Millis): boolean {
  return gapFill.items.some(({ kind }) => kind === 'slate') && spanAt(frameAt(grid, atMs)).isGap;
}

function objectsOf({ objectId, head }: Item): string[] {
  return head === null ? [objectId] : [objectId, head.objectId];
}

function named({ item, atMs }: UpcomingItem): Upcoming {
  return { title: item.title, atMs };
}
