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

interface Window {
  readonly count: number;
  readonly endsAtMs: Millis;
}

/**
 * Counts for each key how often it happened in a window that starts with the first time. Its memory is bounded: when it
 * is full, of the keys with the lowest count the oldest is forgotten, so that many keys do not push out one that counts.
 */
export class RateLimit {
  readonly #options: RateLimitOptions;
  /** In the order in which their windows began, and so in which they end. */
  readonly #windows = new Map<string, Window>();
  /** The same keys by their count, each set in the order in which they came to it. */
  readonly #byCount = new Map<number, Set<string>>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** Counts one more, or several. @throws CodedError rate-limited, with the seconds to wait, when that is too many */
  take(key: string, times = 1): void {
    const { limit, windowMs, clock } = this.#options;
    const now = clock.now();
    this.#forgetPast(now);
    const known = this.#windows.get(key);
    const { count, endsAtMs } = known ?? { count: 0, endsAtMs: now + windowMs };
    if (count + times > limit) {
      const retryAfterSeconds = Math.max(1, Math.ceil((endsAtMs - now) / 1000));
      throw new CodedError('rate-limited', `Too many attempts: try again in ${retryAfterSeconds} seconds.`, {
        retryAfterSeconds,
      });
    }
    if (known === undefined && this.#windows.size >= MAX_KEYS) this.#forgetLeast();
    this.#set(key, { count: count + times, endsAtMs });
  }

  /** It did not count, after all. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.count > 0) this.#set(key, { ...window, count: window.count - 1 });
  }

  #set(key: string, window: Window): void {
    this.#leaveCount(key);
    this.#windows.set(key, window);
    this.#byCount.set(window.count, (this.#byCount.get(window.count) ?? new Set()).add(key));
  }

  #forget(key: string): void {
    this.#leaveCount(key);
    this.#windows.delete(key);
  }

  #leaveCount(key: string): void {
    const count = this.#windows.get(key)?.count;
    if (count === undefined) return;
    const alike = this.#byCount.get(count);
    alike?.delete(key);
    if (alike?.size === 0) this.#byCount.delete(count);
  }

  #forgetPast(now: Millis): void {
    for (const [key, { endsAtMs }] of this.#windows) {
      if (endsAtMs > now) return;
      this.#forget(key);
    }
  }

  #forgetLeast(): void {
    const [oldest] = this.#byCount.get(Math.min(...this.#byCount.keys())) ?? [];
    if (oldest !== undefined) this.#forget(oldest);
  }
}
