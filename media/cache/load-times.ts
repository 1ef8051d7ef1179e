import type { Millis } from '../../shared/units.js';

/** What the fastest store is given, and any store while memory is short. */
export const SHORTEST_LEAD_MS: Millis = 300;
const LONGEST_LEAD_MS = 30_000;
const SAFETY_FACTOR = 4;
/** Falls by a tenth with every load that is faster, so that one slow load is remembered for some dozens. */
const DECAY = 0.9;
/**
 * A store that answers nothing for so long, while it is asked, does not merely take its time: a single feed asks every two
 * seconds, and a store that is as slow as may be answers as often.
 */
const HANG_MS: Millis = 2500;

/**
 * Follows the slow end of a store's load times, and says how far ahead to prefetch. A hang teaches nothing about that:
 * when it is over, everything that was asked for before has taken long, and nothing will from then on.
 */
export class LoadTimes {
  #slowMs = 0;
  #underWay = 0;
  /** Since when the store is asked and answers nothing. */
  #silentSinceMs: Millis | undefined;
  #hungUntilMs: Millis = Number.NEGATIVE_INFINITY;

  begin(nowMs: Millis): void {
    this.#underWay += 1;
    this.#silentSinceMs ??= nowMs;
  }

  /** A load has come. */
  end(startedMs: Millis, nowMs: Millis): void {
    this.#underWay -= 1;
    if (nowMs - (this.#silentSinceMs ?? nowMs) > HANG_MS) this.#hungUntilMs = nowMs;
    this.#silentSinceMs = this.#underWay > 0 ? nowMs : undefined;
    if (startedMs >= this.#hungUntilMs) this.#slowMs = Math.max(nowMs - startedMs, this.#slowMs * DECAY);
  }

  /** A load has failed or was given up. */
  drop(): void {
    this.#underWay -= 1;
  }

  get leadMs(): Millis {
    return Math.min(LONGEST_LEAD_MS, Math.max(SHORTEST_LEAD_MS, this.#slowMs * SAFETY_FACTOR));
  }
}
