import type { SfuWorker } from '../sfu/sfu-worker.js';

/** What one viewer counts for on a worker: once, though it holds two places there while it moves from one to the other. */
export class WorkerShare {
  #holders = 1;

  constructor(readonly worker: SfuWorker) {
    worker.viewers += 1;
  }

  get isHeld(): boolean {
    return this.#holders > 0;
  }

  /** For one more place of the same viewer. */
  hold(): WorkerShare {
    this.#holders += 1;
    return this;
  }

  /** To be called once for each place. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.worker.viewers -= 1;
  }
}
