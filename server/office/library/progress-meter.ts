import type { Millis } from '../../../shared/units.js';

/** The pace is that of the last while: surveying a file and encoding it differ, and so may scenes. */
const PACE_OVER_MS = 20_000;
/** Sooner there is no telling. */
const SHORTEST_PACE_MS = 1500;
const LONGEST_ETA_S = 48 * 3600;

interface Reading {
  readonly atMs: Millis;
  readonly fraction: number;
}

/** How far a preparation is, and how long it will go on. */
export class ProgressMeter {
  readonly #readings: Reading[];

  constructor(startedAtMs: Millis) {
    this.#readings = [{ atMs: startedAtMs, fraction: 0 }];
  }

  get fraction(): number {
    return this.#readings.at(-1)!.fraction;
  }

  advance(fraction: number, nowMs: Millis): void {
    this.#readings.push({ atMs: nowMs, fraction });
    while (this.#readings.length > 2 && this.#readings[1]!.atMs <= nowMs - PACE_OVER_MS) this.#readings.shift();
  }

  /** Whole seconds at the pace of late; null while there is no telling. */
  etaSeconds(nowMs: Millis): number | null {
    const { atMs, fraction } = this.#readings[0]!;
    const tookMs = nowMs - atMs;
    const made = this.fraction - fraction;
    if (tookMs < SHORTEST_PACE_MS || made <= 0) return null;
    const seconds = Math.ceil(((1 - this.fraction) * tookMs) / made / 1000);
    return seconds <= LONGEST_ETA_S ? seconds : null;
  }
}
