import type { Millis } from '../../../shared/units.js';
import { RecentEvents } from './recent-events.js';

/** What a feed counts, as far as trouble shows in it. */
export interface FeedCounts {
  readonly frames: number;
  readonly framesLate: number;
  readonly stalls: number;
  readonly skips: number;
}

/** A feed on air, and the channels that are watched through it. */
export interface WatchedFeed {
  readonly stats: FeedCounts;
  readonly channels: ReadonlySet<string>;
}

interface FeedProgress extends FeedCounts {
  readonly channels: ReadonlySet<string>;
}

const NOTHING: FeedCounts = { frames: 0, framesLate: 0, stalls: 0, skips: 0 };

/** Looks at every feed from time to time: whether it goes on, and what it stumbled over since the last look. */
export class FeedWatch {
  readonly #progress: RecentEvents<FeedProgress>;
  #before = new Map<WatchedFeed, FeedCounts>();
  #silent: ReadonlySet<string> = new Set();

  constructor(withinMs: Millis) {
    this.#progress = new RecentEvents(withinMs);
  }

  look(feeds: readonly WatchedFeed[], nowMs: Millis): void {
    const counts = new Map<WatchedFeed, FeedCounts>();
    const silent = new Set<string>();
    for (const feed of feeds) {
      const { frames, framesLate, stalls, skips } = feed.stats;
      counts.set(feed, { frames, framesLate, stalls, skips });
      const known = this.#before.get(feed);
      const before = known ?? NOTHING;
      const progress = {
        channels: feed.channels,
        frames: frames - before.frames,
        framesLate: framesLate - before.framesLate,
        stalls: stalls - before.stalls,
        skips: skips - before.skips,
      };
      this.#progress.add(progress, nowMs);
      if (known !== undefined && progress.frames === 0) for (const slug of feed.channels) silent.add(slug);
    }
    this.#before = counts;
    this.#silent = silent;
  }

  /** Whether a feed that a channel is watched through sent no frame between the last two looks. */
  isSilent(slug: string): boolean {
    return this.#silent.has(slug);
  }

  /** What the feeds of a channel counted lately. */
  ofChannel(slug: string, nowMs: Millis): FeedCounts {
    return sumOf(this.#lately(nowMs).filter(({ channels }) => channels.has(slug)));
  }

  ofAll(nowMs: Millis): FeedCounts {
    return sumOf(this.#lately(nowMs));
  }

  #lately(nowMs: Millis): FeedProgress[] {
    return this.#progress.lately(nowMs).map(({ event }) => event);
  }
}

function sumOf(counts: readonly FeedCounts[]): FeedCounts {
  return counts.reduce(
    (sum, { frames, framesLate, stalls, skips }) => ({
      frames: sum.frames + frames,
      framesLate: sum.framesLate + framesLate,
      stalls: sum.stalls + stalls,
      skips: sum.skips + skips,
    }),
    NOTHING,
  );
}
