import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';

/**
 * Passes on the newest state of each thing, the first at once and then at most one an interval: what was not passed on
 * in between is out of date anyway.
 */
export class Coalescer<State> {
  readonly #clock: Pick<Clock, 'setTimer'>;
  readonly #intervalMs: Millis;
  readonly #pass: (state: State) => void;
  /** Things that were passed on within the interval, with the newest state that waits, and how to stop waiting. */
  readonly #waiting = new Map<string, { next: State | undefined; cancel: () => void }>();

  constructor(clock: Pick<Clock, 'setTimer'>, intervalMs: Millis, pass: (state: State) => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#pass = pass;
  }

  push(id: string, state: State): void {
    const waiting = this.#waiting.get(id);
    if (waiting) waiting.next = state;
    else this.#passOn(id, state);
  }

  /** The thing is gone: what waits of it is not passed on. */
  forget(id: string): void {
    this.#waiting.get(id)?.cancel();
    this.#waiting.delete(id);
  }

  close(): void {
    for (const id of [...this.#waiting.keys()]) this.forget(id);
  }

  #passOn(id: string, state: State): void {
    const cancel = this.#clock.setTimer(this.#intervalMs, () => {
      const next = this.#waiting.get(id)?.next;
      this.#waiting.delete(id);
      if (next !== undefined) this.#passOn(id, next);
    });
    this.#waiting.set(id, { next: undefined, cancel });
    this.#pass(state);
  }
}
