import type { Millis } from '../../shared/units.js';
import type { Clock } from './clock.js';

/** Something that has packets to send at times of its own. */
export interface Paced {
  readonly nextDueMs: Millis;
  advance(nowMs: Millis): void;
}

/** Waking more often costs more than it gains: a viewer's jitter buffer absorbs two milliseconds. */
const SHORTEST_SLEEP_MS = 2;
const LONGEST_SLEEP_MS = 100;

/** P3: the one loop that sends for every feed of the process. It sleeps until the earliest feed is due. */
export class Pacer {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #paced = new Set<Paced>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  add(paced: Paced): void {
    this.#paced.add(paced);
    if (this.#cancelTimer === undefined) this.#sleep();
  }

  remove(paced: Paced): void {
    this.#paced.delete(paced);
    if (this.#paced.size === 0) this.close();
  }

  close(): void {
    this.#paced.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #tick(): void {
    const nowMs = this.#clock.now();
    for (const paced of this.#paced) {
      if (paced.nextDueMs > nowMs) continue;
      try {
        paced.advance(nowMs);
      } catch (error) {
        this.#onError(error);
      }
    }
    if (this.#paced.size > 0) this.#sleep();
    else this.#cancelTimer = undefined;
  }

  #sleep(): void {
    let dueMs = Number.POSITIVE_INFINITY;
    for (const paced of this.#paced) dueMs = Math.min(dueMs, paced.nextDueMs);
    const delayMs = Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, dueMs - this.#clock.now()));
    this.#cancelTimer = this.#clock.setTimer(delayMs, () => this.#tick());
  }
}
