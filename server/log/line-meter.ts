import type { Millis } from '../../shared/units.js';

/** Of one message, at once and in the long run. */
const BURST = 50;
const PER_SECOND = 1;
/** Messages that are told apart; the one that was not logged for longest is forgotten. */
const MOST_MESSAGES = 500;

interface Metered {
  tokens: number;
  atMs: Millis;
  leftOut: number;
}

/** Bounds how many lines of one message are logged: what goes wrong 500 times a second must not fill the disk. */
export class LineMeter {
  readonly #messages = new Map<string, Metered>();

  /** @returns how many lines of this message were left out since the last one; undefined when this one is to be, too */
  admit(message: string, nowMs: Millis): number | undefined {
    const metered = this.#messages.get(message) ?? { tokens: BURST, atMs: nowMs, leftOut: 0 };
    this.#messages.delete(message);
    this.#messages.set(message, metered);
    this.#forgetOldest();
    const earned = (Math.max(0, nowMs - metered.atMs) / 1000) * PER_SECOND;
    metered.tokens = Math.min(BURST, metered.tokens + earned);
    metered.atMs = nowMs;
    if (metered.tokens < 1) {
      metered.leftOut += 1;
      return undefined;
    }
    metered.tokens -= 1;
    const { leftOut } = metered;
    metered.leftOut = 0;
    return leftOut;
  }

  #forgetOldest(): void {
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > MOST_MESSAGES && oldest !== undefined) this.#messages.delete(oldest);
  }
}
