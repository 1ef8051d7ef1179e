import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { monotonicMs } from './monotonic.js';
import { setTimer } from './timer.js';

/** Slewing moves the master clock by less; a reader sees time stand still for as long instead of going back. */
const LARGEST_SLEW_MS: Millis = 5;

/** The master clock as the other processes of the machine have it: the monotonic clock with the master's offset. */
export class FollowerClock implements Clock {
  #offsetMs: Millis;
  #lastMs: Millis = Number.NEGATIVE_INFINITY;

  constructor(offsetMs: Millis) {
    this.#offsetMs = offsetMs;
  }

  /** To be called with every new offset of the master clock. */
  follow(offsetMs: Millis): void {
    if (Math.abs(offsetMs - this.#offsetMs) > LARGEST_SLEW_MS) this.#lastMs = Number.NEGATIVE_INFINITY;
    this.#offsetMs = offsetMs;
  }

  now(): Millis {
    this.#lastMs = Math.max(this.#lastMs, monotonicMs() + this.#offsetMs);
    return this.#lastMs;
  }

  setTimer(delayMs: Millis, callback: () => void): () => void {
    return setTimer(delayMs, callback);
  }
}
