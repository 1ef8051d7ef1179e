import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';

const MAX_KEYS = 10_000;

export interface RateLimitOptions {
  /** How many, in how long. */
  readonly limit: number;
  readonly windowMs: Millis;
  readonly clock: Pick<Clock, 'now'>;
}

/** Counts for each key how often it happened in a window that starts with the first time. Its memory is bounded. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  /** In the order in which their windows began, and so in which they end. */
  readonly #windows = new Map<string, { count: number; readonly endsAtMs: Millis }>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** Counts one more, or several. @throws CodedError rate-limited, with the seconds to wait, when that is too many */
  take(key: string, count = 1): void {
    const { limit, windowMs, clock } = this.#options;
    const now = clock.now();
    this.#forgetPast(now);
    const window = this.#windows.get(key) ?? { count: 0, endsAtMs: now + windowMs };
    if (window.count + count > limit) {
      const retryAfterSeconds = Math.max(1, Math.ceil((window.endsAtMs - now) / 1000));
      throw new CodedError('rate-limited', `Too many attempts: try again in ${retryAfterSeconds} seconds.`, {
        retryAfterSeconds,
      });
    }
    window.count += count;
    this.#windows.set(key, window);
  }

  /** It did not count, after all. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.count > 0) window.count -= 1;
  }

  #forgetPast(now: Millis): void {
    for (const [key, { endsAtMs }] of this.#windows) {
      if (endsAtMs > now && this.#windows.size < MAX_KEYS) return;
      this.#windows.delete(key);
    }
  }
}
