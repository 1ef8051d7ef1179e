import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { slewStep } from './slew.js';

const DISCIPLINE_INTERVAL_MS = 1000;
const ANCHOR_TOLERANCE_MS = 2;

/**
 * The master clock: the process's monotonic clock anchored to UTC. When the system clock is corrected it follows by
 * running a little faster or slower, so nothing on air ever jumps.
 */
export class MasterClock implements Clock {
  #offsetMs: Millis;
  readonly #disciplineTimer: NodeJS.Timeout;

  constructor() {
    const errorMs = Date.now() - performance.now() - performance.timeOrigin;
    // timeOrigin has the finer resolution, unless the system clock was set since the process started.
    this.#offsetMs = performance.timeOrigin + (Math.abs(errorMs) > ANCHOR_TOLERANCE_MS ? errorMs : 0);
    this.#disciplineTimer = setInterval(() => this.#discipline(), DISCIPLINE_INTERVAL_MS);
    this.#disciplineTimer.unref();
  }

  now(): Millis {
    return performance.now() + this.#offsetMs;
  }

  setTimer(delayMs: Millis, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.ceil(delayMs));
    return () => clearTimeout(timer);
  }

  close(): void {
    clearInterval(this.#disciplineTimer);
  }

  #discipline(): void {
    this.#offsetMs += slewStep(Date.now() - this.now(), DISCIPLINE_INTERVAL_MS);
  }
}
