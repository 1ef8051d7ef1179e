import type { Millis } from '../../shared/units.js';

/** A store with less than 256 kB a second cannot keep a channel on air. */
const SLOWEST_BYTES_PER_MS = 256;
/** What came since the last look and is worth less than this is a trickle. */
const LEAST_GAIN_MS: Millis = 10;

/** Gives a read up as soon as it is behind the slowest pace that is of use, and with whoever wanted it. */
export class ReadWatch {
  readonly signal: AbortSignal;
  /** What has come so far. */
  bytes = 0;
  readonly #graceMs: Millis;
  readonly #givingUp = new AbortController();
  #isClosed = false;

  /** @param graceMs how long the answer may take, besides the time that its bytes take. */
  constructor(graceMs: Millis, wanted?: AbortSignal) {
    this.#graceMs = graceMs;
    const { signal } = this.#givingUp;
    this.signal = wanted === undefined ? signal : AbortSignal.any([signal, wanted]);
    this.#lookAfter(graceMs, graceMs);
  }

  close(): void {
    this.#isClosed = true;
  }

  /** @param soFarMs the time that is over by then, since the start. */
  #lookAfter(delayMs: Millis, soFarMs: Millis): void {
    AbortSignal.timeout(Math.ceil(delayMs)).addEventListener('abort', () => {
      if (this.#isClosed) return;
      const gainMs = this.#graceMs + this.bytes / SLOWEST_BYTES_PER_MS - soFarMs;
      if (gainMs < LEAST_GAIN_MS) this.#givingUp.abort();
      else this.#lookAfter(gainMs, soFarMs + gainMs);
    });
  }
}
