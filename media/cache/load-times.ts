import type { Millis } from '../../shared/units.js';

/** What the fastest store is given, and any store while memory is short. */
export const SHORTEST_LEAD_MS: Millis = 300;
const LONGEST_LEAD_MS = 30_000;
const SAFETY_FACTOR = 4;
/** Falls by a tenth with every load that is faster, so that one slow load is remembered for some dozens. */
const DECAY = 0.9;
/** A store that answers nothing for so long, while it is asked, does not merely take its time. */
const HANG_MS: Millis = 4000;

/**
 * Follows the slow end of a store's load times, and says how far ahead to prefetch. A hang teaches nothing about that:
 * when it is over, everything that was asked for before has taken long, and nothing will from then on.
 */
export class LoadTimes {
  #slowMs = 0;
  #lastAnswerMs: Millis = Number.NEGATIVE_INFINITY;
  #hungUntilMs: Millis = Number.NEGATIVE_INFINITY;

  /** In the order in which they end. */
  add(startedMs: Millis, endedMs: Millis): void {
    if (endedMs - Math.max(this.#lastAnswerMs, startedMs) > HANG_MS) this.#hungUntilMs = endedMs;
    this.#lastAnswerMs = endedMs;
    if (startedMs >= this.#hungUntilMs) this.#slowMs = Math.max(endedMs - startedMs, this.#slowMs * DECAY);
  }

  get leadMs(): Millis {
    return Math.min(LONGEST_LEAD_MS, Math.max(SHORTEST_LEAD_MS, this.#slowMs * SAFETY_FACTOR));
  }
}
