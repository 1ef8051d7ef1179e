import type { Millis } from '../../shared/units.js';

/** Allows `burst` events at once and `perSecond` in the long run. */
export class TokenBucket {
  #tokens: number;
  #updatedMs: Millis;

  constructor(
    readonly burst: number,
    readonly perSecond: number,
    nowMs: Millis,
  ) {
    this.#tokens = burst;
    this.#updatedMs = nowMs;
  }

  /** Takes a token, or several, if there are as many. */
  take(nowMs: Millis, count = 1): boolean {
    this.#earn(nowMs);
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** How much of the burst is used up. */
  spent(nowMs: Millis): number {
    this.#earn(nowMs);
    return this.burst - this.#tokens;
  }

  #earn(nowMs: Millis): void {
    const earned = ((nowMs - this.#updatedMs) / 1000) * this.perSecond;
    this.#tokens = Math.min(this.burst, this.#tokens + earned);
    this.#updatedMs = nowMs;
  }
}
