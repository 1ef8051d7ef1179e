import type { Millis } from '../../../shared/units.js';

const WINDOW_MS = 8000;
/** Of less than that nothing can be said. */
const SHORTEST_MS = 1500;

interface Sample {
  readonly atMs: Millis;
  readonly sentBytes: number;
}

/** How fast a transfer has been over its last seconds. */
export class TransferRate {
  #samples: readonly Sample[] = [];

  add(sample: Sample): void {
    const last = this.#samples.at(-1);
    // It started anew, from the beginning or from what the server has.
    const isAnew = last !== undefined && sample.sentBytes < last.sentBytes;
    const recent = isAnew ? [] : this.#samples.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS);
    this.#samples = [...recent, sample];
  }

  /** While nothing is sent, there is no rate. */
  pause(): void {
    this.#samples = [];
  }

  /** How long the rest takes at that rate; null as long as it cannot be told. */
  secondsFor(restBytes: number): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < SHORTEST_MS) return null;
    const bytes = last.sentBytes - first.sentBytes;
    return bytes === 0 ? null : (restBytes * (last.atMs - first.atMs)) / bytes / 1000;
  }
}
