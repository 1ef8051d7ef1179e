/** What a worker carries, as far as choosing one goes. */
export interface WorkerLoad {
  readonly viewers: number;
  readonly feeds: number;
  /** Whether it already carries the feed that is asked for. */
  readonly hasFeed: boolean;
}

/** One mediasoup worker serves about 500 consumers; a viewer has two. */
export const MAX_VIEWERS_PER_WORKER = 220;

/**
 * The worker for one more viewer of a feed: one that carries the feed already and has room, else the least loaded.
 * Sharing saves sending the feed to a second worker; a busy worker is spared by starting the feed on another.
 * @returns the index, or undefined when every worker is full.
 */
export function chooseWorker(loads: readonly WorkerLoad[]): number | undefined {
  let best: number | undefined;
  for (const [index, load] of loads.entries()) {
    if (load.viewers >= MAX_VIEWERS_PER_WORKER) continue;
    if (best === undefined || isBetter(load, loads[best]!)) best = index;
  }
  return best;
}

function isBetter(candidate: WorkerLoad, best: WorkerLoad): boolean {
  if (candidate.hasFeed !== best.hasFeed) return candidate.hasFeed;
  if (candidate.viewers !== best.viewers) return candidate.viewers < best.viewers;
  return candidate.feeds < best.feeds;
}
