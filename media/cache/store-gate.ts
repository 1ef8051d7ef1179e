import type { Millis } from '../../shared/units.js';

/** Failures in a row after which a store counts as gone. */
const FAILURES = 8;
const PROBE_EVERY_MS: Millis = 50;

/**
 * Spares a store that is gone, and the process that asks it: until it answers again, only a few reads a second are tried,
 * for all feeds together.
 */
export class StoreGate {
  #failuresInARow = 0;
  #probeAtMs: Millis = Number.NEGATIVE_INFINITY;
  #failure: unknown;

  /** @throws the last failure when it is too early for another try. */
  pass(nowMs: Millis): void {
    if (this.#failuresInARow < FAILURES) return;
    if (nowMs < this.#probeAtMs) throw this.#failure;
    this.#probeAtMs = nowMs + PROBE_EVERY_MS;
  }

  failed(error: unknown): void {
    this.#failuresInARow += 1;
    this.#failure = error;
  }

  answered(): void {
    this.#failuresInARow = 0;
  }
}
