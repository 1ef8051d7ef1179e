import type { Clock } from '../../../media/playout/clock.js';
import type { Feed } from '../../../media/playout/feed.js';
import type { PlayoutStats } from '../../../media/playout/playout-stats.js';
import type { ErrorCode } from '../../../shared/errors.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import { FeedOutlet } from '../sfu/feed-outlet.js';
import type { SfuWorker } from '../sfu/sfu-worker.js';

/** Somebody who is served by a feed. */
export interface FeedViewer {
  /** The channel that they watch. */
  readonly slug: string;
  /** The lineup that is theirs now. */
  readonly lineup: Lineup;
  /** Whether its connection is lost: it gives way to whoever asks when there is no room. */
  readonly isOrphaned: boolean;
  /** Called when the feed goes on with the lineup of others: they should look for another place. */
  part(): void;
  /** Called to make room: its place must be released before this returns. */
  end(code: ErrorCode): void;
}

export interface RunningFeedOptions {
  readonly feed: Feed;
  /** What the feed counts in. */
  readonly stats: PlayoutStats;
  readonly cname: string;
  readonly layerCount: number;
  readonly clock: Clock;
  readonly lingerMs: Millis;
  /** Called once, when nobody has watched for the linger time. */
  readonly onIdle: () => void;
}

/** A feed on air, and its outlets: one in every worker that has viewers of it. */
export class RunningFeed {
  readonly #options: RunningFeedOptions;
  readonly #outlets = new Map<SfuWorker, Promise<FeedOutlet>>();
  readonly #viewers = new Set<FeedViewer>();
  #cancelLinger: (() => void) | undefined;
  #closed = false;

  constructor(options: RunningFeedOptions) {
    this.#options = options;
  }

  /** What it plays, or will play from the instant of the last edit on. */
  get lineup(): Lineup {
    return this.#options.feed.lineup;
  }

  get stats(): PlayoutStats {
    return this.#options.stats;
  }

  /** Those that are watched through it at the moment. */
  get channels(): ReadonlySet<string> {
    return new Set([...this.#viewers].map(({ slug }) => slug));
  }

  isOn(worker: SfuWorker): boolean {
    return this.#outlets.has(worker);
  }

  /** The feed's outlet in a worker, made by the first viewer there. Hold it with `addViewer` first. */
  outletOn(worker: SfuWorker): Promise<FeedOutlet> {
    const known = this.#outlets.get(worker);
    if (known !== undefined) return known;
    const opening = this.#open(worker);
    this.#outlets.set(worker, opening);
    worker.feeds += 1;
    opening.catch(() => this.dropWorker(worker));
    return opening;
  }

  /** Keeps the feed running until the returned release is called, and for the linger time after the last. */
  addViewer(viewer: FeedViewer): () => void {
    this.#viewers.add(viewer);
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    return () => {
      const wasThere = this.#viewers.delete(viewer);
      if (wasThere && this.#viewers.size === 0 && !this.#closed) this.#linger();
    };
  }

  /** Goes on, from a frame on, with the lineup that most of its viewers have now; the others are told to part. */
  follow(fromFrame: FrameIndex): void {
    const lineup = mostCommon([...this.#viewers].map((viewer) => viewer.lineup));
    if (lineup === undefined) return;
    // Lineups of one key play the same, but one may know of a piece that is prepared by now.
    if (lineup !== this.lineup) this.#options.feed.replaceLineup(lineup, fromFrame);
    for (const viewer of this.#viewers) if (viewer.lineup.key !== lineup.key) viewer.part();
  }

  /** Forgets the outlet of a worker that is gone. */
  dropWorker(worker: SfuWorker): void {
    const outlet = this.#outlets.get(worker);
    if (outlet === undefined) return;
    this.#outlets.delete(worker);
    worker.feeds -= 1;
    void outlet.then((opened) => this.#options.feed.removeSink(opened)).catch(() => undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelLinger?.();
    this.#options.feed.close();
    for (const [worker, outlet] of this.#outlets) {
      this.dropWorker(worker);
      void outlet.then((opened) => opened.close()).catch(() => undefined);
    }
  }

  async #open(worker: SfuWorker): Promise<FeedOutlet> {
    const { feed, layerCount, cname } = this.#options;
    const outlet = await FeedOutlet.create(worker, layerCount, cname);
    if (this.#closed) outlet.close();
    else feed.addSink(outlet);
    return outlet;
  }

  #linger(): void {
    const { clock, lingerMs, onIdle } = this.#options;
    this.#cancelLinger = clock.setTimer(lingerMs, () => {
      this.close();
      onIdle();
    });
  }
}

/** Of equals the first. */
function mostCommon(lineups: readonly Lineup[]): Lineup | undefined {
  const counts = new Map<string, number>();
  for (const { key } of lineups) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [largest] = [...counts].sort(([, a], [, b]) => b - a);
  return lineups.find(({ key }) => key === largest?.[0]);
}
