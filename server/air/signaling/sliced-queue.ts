import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';

/** Short beside the time between two frames. */
const SLICE_MS: Millis = 4;

/**
 * Does small jobs in the order they came, a slice of time at once: between slices feeds, which are paced on this thread,
 * have their turns. Jobs must not throw.
 */
export class SlicedQueue {
  readonly #clock: Pick<Clock, 'now'>;
  #jobs: (() => void)[] = [];
  #isRunning = false;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  add(job: () => void): void {
    this.#jobs.push(job);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#jobs.length > 0) {
      await setImmediate();
      const jobs = this.#jobs;
      const untilMs = this.#clock.now() + SLICE_MS;
      let done = 0;
      while (done < jobs.length && (done === 0 || this.#clock.now() < untilMs)) jobs[done++]!();
      this.#jobs = jobs.slice(done);
    }
    this.#isRunning = false;
  }
}
