import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';

interface Timer {
  readonly dueMs: Millis;
  readonly callback: () => void;
}

/** A clock that moves when it is told to, and runs what is due on the way. */
export class ManualClock implements Clock {
  #nowMs: Millis;
  readonly #timers = new Set<Timer>();

  constructor(nowMs: Millis) {
    this.#nowMs = nowMs;
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  now(): Millis {
    return this.#nowMs;
  }

  setTimer(delayMs: Millis, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Runs every timer that falls due on the way; promises settle in between. */
  async advance(byMs: Millis): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > untilMs) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets promises that can settle do so. */
export async function settle(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
