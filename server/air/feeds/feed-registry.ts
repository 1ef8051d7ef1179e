import { EventEmitter } from 'node:events';
import type { FragmentCache } from '../../../media/cache/fragment-cache.js';
import type { PinnedObject } from '../../../media/cache/pinned-object.js';
import type { Clock } from '../../../media/playout/clock.js';
import { Feed } from '../../../media/playout/feed.js';
import { feedPhaseMs } from '../../../media/playout/feed-phase.js';
import { Pacer } from '../../../media/playout/pacer.js';
import { PlayoutStats } from '../../../media/playout/playout-stats.js';
import { CodedError } from '../../../shared/errors.js';
import { frameAt } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import { fragmentSlotAt } from '../../../shared/timeline/window.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { FeedOutlet } from '../sfu/feed-outlet.js';
import { chooseWorker } from '../sfu/worker-choice.js';
import type { WorkerPool } from '../sfu/worker-pool.js';
import { WorkerShare } from '../viewers/worker-share.js';
import { type FeedViewer, RunningFeed } from './running-feed.js';

const LINGER_MS = 10_000;
/** A join does not wait longer for its first fragment: it is shown the slate until that is there. */
const WARM_WITHIN_MS: Millis = 150;

export interface FeedRegistryOptions {
  readonly pool: WorkerPool;
  readonly cache: FragmentCache;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly layerCount: number;
  /** Sent in place of what is not there at its time. */
  readonly slate: PinnedObject;
}

/** A viewer's place: the outlet it is served from, kept for it until it is released. */
export interface Place {
  readonly outlet: FeedOutlet;
  /** What it counts for on its worker. */
  readonly share: WorkerShare;
  release(): void;
}

interface FeedRegistryEvents {
  /** A stretch of what a feed plays cannot be read; the slate stands in. */
  fault: [item: Item, channels: ReadonlySet<string>];
}

/** P4: the feeds on air, one for each lineup; started by their first viewer, stopped a while after their last. */
export class FeedRegistry extends EventEmitter<FeedRegistryEvents> {
  readonly #options: FeedRegistryOptions;
  readonly #pacer: Pacer;
  /** Oldest first. Two of one key, whose lineups became equal by an edit, go on until their viewers leave. */
  readonly #running = new Set<RunningFeed>();
  /** What feeds did that are not on air any more. */
  readonly #ended = new PlayoutStats();
  /** Those who have a place, in the order they came. */
  readonly #placed = new Set<FeedViewer>();
  #started = 0;

  constructor(options: FeedRegistryOptions) {
    super();
    this.#options = options;
    this.#pacer = new Pacer(options.clock, (err) => options.logger.error({ err }, 'a feed failed to send'));
    options.pool.on('died', (worker) => {
      for (const running of this.#running) running.dropWorker(worker);
    });
  }

  get running(): readonly RunningFeed[] {
    return [...this.#running];
  }

  /** What all feeds did so far. */
  get stats(): PlayoutStats {
    const total = new PlayoutStats();
    for (const stats of [this.#ended, ...this.running.map((running) => running.stats)]) total.add(stats);
    return total;
  }

  /** How many viewers there is room for when every worker is up. */
  get capacity(): number {
    return this.#options.pool.capacity;
  }

  /**
   * Finds a place for one more viewer, on a feed of its lineup. When there is none left, one whose connection is lost
   * gives way.
   * @param leaving the place that the same viewer leaves for it: on the same worker the two count once.
   * @throws CodedError `not-ready` while no worker is up, `server-full` when every worker is.
   */
  async place(viewer: FeedViewer, leaving?: Place): Promise<Place> {
    if (this.#options.pool.alive.length === 0) throw new CodedError('not-ready');
    const { running, releaseFeed } = await this.#feedFor(viewer);
    const share = this.#share(running, leaving?.share) ?? (this.#makeRoom() ? this.#share(running) : undefined);
    if (share === undefined) {
      releaseFeed();
      throw new CodedError('server-full');
    }
    this.#placed.add(viewer);
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      this.#placed.delete(viewer);
      share.release();
      releaseFeed();
    };
    try {
      return { outlet: await running.outletOn(share.worker), share, release };
    } catch {
      release();
      throw new CodedError('not-ready');
    }
  }

  /** Lets every feed go on with what its viewers have now, from an instant on: after an edit. */
  follow(effectiveAtMs: Millis): void {
    for (const running of this.#running) running.follow(frameAt(running.lineup.grid, effectiveAtMs));
  }

  close(): void {
    this.#pacer.close();
    for (const running of this.#running) running.close();
    this.#running.clear();
    this.removeAllListeners();
  }

  /** A share of the worker that suits best, or of the one that the viewer has already; undefined when all are full. */
  #share(running: RunningFeed, leaving?: WorkerShare): WorkerShare | undefined {
    const left = leaving?.isHeld ? leaving : undefined;
    const workers = this.#options.pool.alive;
    const chosen = chooseWorker(
      workers.map((worker) => ({
        viewers: worker === left?.worker ? worker.viewers - 1 : worker.viewers,
        ...{ feeds: worker.feeds, cpuShare: worker.cpuShare, isDoubtful: worker.isDoubtful },
        hasFeed: running.isOn(worker),
      })),
    );
    const worker = chosen === undefined ? undefined : workers[chosen];
    if (worker === undefined) return undefined;
    return worker === left?.worker ? left.hold() : new WorkerShare(worker);
  }

  /** Ends the viewer who lost its connection first. @returns whether there was one */
  #makeRoom(): boolean {
    for (const viewer of this.#placed) {
      if (!viewer.isOrphaned) continue;
      viewer.end('server-full');
      return true;
    }
    return false;
  }

  async #feedFor(viewer: FeedViewer): Promise<{ running: RunningFeed; releaseFeed: () => void }> {
    for (;;) {
      const running = this.#find(viewer.lineup) ?? (await this.#start(viewer.lineup));
      const releaseFeed = running.addViewer(viewer);
      if (running.lineup.key === viewer.lineup.key) return { running, releaseFeed };
      // The schedule was edited while the feed started.
      releaseFeed();
    }
  }

  #find({ key }: Lineup): RunningFeed | undefined {
    return [...this.#running].find(({ lineup }) => lineup.key === key);
  }

  async #start(lineup: Lineup): Promise<RunningFeed> {
    const { cache, clock, logger, layerCount, slate } = this.#options;
    await this.#warm(lineup);
    const already = this.#find(lineup);
    if (already !== undefined) return already;
    const stats = new PlayoutStats();
    let lastFault: string | undefined;
    const feed = new Feed({
      lineup,
      layerCount,
      source: cache,
      standIn: slate.fragments,
      stats,
      phaseMs: feedPhaseMs(lineup.grid, this.#started++),
      nowMs: clock.now(),
      onStandIn: ({ airing, objectId, fragment }) => {
        const { mediaId } = airing.item;
        logger.warn({ mediaId, objectId, fragment }, 'a fragment was not there at its time; the slate stands in');
      },
      onBack: (slateFrames) => {
        lastFault = undefined;
        logger.info({ slateFrames }, 'the programme is back in place of the slate');
      },
      onFault: ({ airing, objectId, fragment }, err) => {
        stats.faults += 1;
        this.emit('fault', airing.item, running.channels);
        // While a store is gone, every fragment of a feed fails alike.
        if (String(err) === lastFault) return;
        lastFault = String(err);
        logger.error(
          { err, mediaId: airing.item.mediaId, objectId, fragment },
          'a fragment cannot be read; the slate stands in',
        );
      },
    });
    const running = new RunningFeed({
      feed,
      stats,
      cname: `feed-${lineup.key}`,
      layerCount,
      clock,
      lingerMs: LINGER_MS,
      onIdle: () => {
        this.#pacer.remove(feed);
        this.#running.delete(running);
        this.#ended.add(stats);
      },
    });
    this.#running.add(running);
    this.#pacer.add(feed);
    return running;
  }

  /** A feed that starts with its fragment at hand starts with its programme. A missing one is the feed's to report. */
  async #warm(lineup: Lineup): Promise<void> {
    const { cache, clock } = this.#options;
    const { objectId, fragment } = fragmentSlotAt(lineup, frameAt(lineup.grid, clock.now()));
    const loaded = cache.load(objectId, fragment).then(
      (lease) => lease.release(),
      () => undefined,
    );
    let cancelTimer = () => {};
    const late = new Promise<void>((resolve) => {
      cancelTimer = clock.setTimer(WARM_WITHIN_MS, resolve);
    });
    await Promise.race([loaded, late]);
    cancelTimer();
  }
}
