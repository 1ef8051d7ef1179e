import type { Millis } from '../../shared/units.js';
import type { CachedFragment, FragmentLease } from './cached-fragment.js';

/** A read took too long and was given up. */
export class LoadTimeoutError extends Error {
  constructor(key: string, afterMs: Millis) {
    super(`${key} was not read within ${afterMs} ms`);
    this.name = 'LoadTimeoutError';
  }
}

interface Waiter {
  resolve(lease: FragmentLease): void;
  reject(reason: unknown): void;
}

/** One read that is under way, and all that wait for it. */
export class PendingLoad {
  readonly #waiters = new Set<Waiter>();
  readonly #cancelling = new AbortController();
  readonly #onAbandoned: () => void;

  /** @param onAbandoned called when nobody waits any more, and the read goes on. */
  constructor(onAbandoned: () => void) {
    this.#onAbandoned = onAbandoned;
  }

  /** Aborted when the read is given up. */
  get signal(): AbortSignal {
    return this.#cancelling.signal;
  }

  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  /** @param leaving ends the waiting, with its reason; the read goes on. */
  wait(leaving?: AbortSignal): Promise<FragmentLease> {
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      this.#waiters.add(waiter);
      const leave = () => {
        if (!this.#waiters.delete(waiter)) return;
        reject(leaving!.reason);
        if (!this.isAwaited) this.#onAbandoned();
      };
      leaving?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Resolves every waiting call with its own lease. */
  succeed(fragment: CachedFragment): void {
    for (const { resolve } of this.#waiters) resolve(fragment.hold().lease());
    this.#waiters.clear();
  }

  fail(error: unknown): void {
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }

  /** Aborts the read and rejects every waiting call at once, whether or not the store stops reading. */
  cancel(error: unknown): void {
    this.fail(error);
    this.#cancelling.abort(error);
  }
}
