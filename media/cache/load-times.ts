import type { Millis } from '../../shared/units.js';

/** What the fastest store is given, and any store while memory is short. */
export const SHORTEST_LEAD_MS: Millis = 300;
const LONGEST_LEAD_MS = 30_000;
const SAFETY_FACTOR = 4;
/** Falls by a tenth with every load that is faster, so that one slow load is remembered for some dozens. */
const DECAY = 0.9;

/** Follows the slow end of a store's load times, and says how far ahead to prefetch. */
export class LoadTimes {
  #slowMs = 0;

  add(loadMs: Millis): void {
    this.#slowMs = Math.max(loadMs, this.#slowMs * DECAY);
  }

  get leadMs(): Millis {
    return Math.min(LONGEST_LEAD_MS, Math.max(SHORTEST_LEAD_MS, this.#slowMs * SAFETY_FACTOR));
  }
}
