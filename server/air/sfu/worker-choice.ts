/** What a worker carries, as far as choosing one goes. */
export interface WorkerLoad {
  readonly viewers: number;
  readonly feeds: number;
  /** CPU time that it lately used of one core, 0 to 1. */
  readonly cpuShare: number;
  /** Whether it already carries the feed that is asked for. */
  readonly hasFeed: boolean;
  /** Whether it has not answered lately. */
  readonly isDoubtful: boolean;
}

/** One mediasoup worker serves about 500 consumers; a viewer has two. */
export const MAX_VIEWERS_PER_WORKER = 220;

/**
 * How much busier a worker may be that carries the feed already, in parts of a full one (22 viewers): sending a feed to
 * one more worker costs about as much as a few viewers of it, and what is due at once is spread all the same.
 */
const WORTH_OF_FEED = 0.1;

/**
 * The worker for one more viewer of a feed: the least busy one that has room. One that carries the feed already, which
 * saves sending it once more, is preferred as long as it is not much busier than the least busy. One that has not
 * answered lately comes last.
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
  if (candidate.isDoubtful !== best.isDoubtful) return best.isDoubtful;
  const [cost, bestCost] = [costOf(candidate), costOf(best)];
  return cost === bestCost ? candidate.feeds < best.feeds : cost < bestCost;
}

function costOf(load: WorkerLoad): number {
  return busyness(load) + (load.hasFeed ? 0 : WORTH_OF_FEED);
}

/** The count includes viewers who have just joined; the CPU share shows viewers who cost more than usual. */
function busyness({ viewers, cpuShare }: WorkerLoad): number {
  return Math.max(viewers / MAX_VIEWERS_PER_WORKER, cpuShare);
}
