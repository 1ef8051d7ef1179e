import type { Millis } from '../../shared/units.js';

/** A deadline for a read that moves once it is known how much there is to read. */
export class ReadDeadline {
  readonly #controller = new AbortController();
  #timer: AbortSignal | undefined;

  constructor(withinMs: Millis) {
    this.set(withinMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#controller.signal.aborted;
  }

  /** From now on; null for none. */
  set(withinMs: Millis | null): void {
    const timer = withinMs === null ? undefined : AbortSignal.timeout(withinMs);
    this.#timer = timer;
    timer?.addEventListener('abort', () => {
      if (this.#timer === timer) this.#controller.abort(timer.reason);
    });
  }
}
