import {
  type ClockEstimate,
  type ClockSample,
  clockSample,
  estimateClock,
  withSample,
} from '../../shared/clock-sync.js';
import type { Pong } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import type { Cancel, Timing } from './timing.js';

/** A burst first, so that an estimate is there soon; then just often enough to follow the drift. */
const BURST_PINGS = 8;
const BURST_PERIOD_MS = 120;
const STEADY_PERIOD_MS = 3000;

/** Asks the server for its time. Rejects when there is no answer; times out by itself. */
export type Ping = (t0: Millis) => Promise<Pong>;

/** Keeps an estimate of the master clock by pinging. What it has learned outlives a lost connection. */
export class ClockClient {
  readonly #timing: Timing;
  readonly #ping: Ping;
  #window: ClockSample[] = [];
  #stop: Cancel | null = null;

  constructor(timing: Timing, ping: Ping) {
    this.#timing = timing;
    this.#ping = ping;
  }

  /** Starts pinging with a burst; does nothing while running. */
  start(): void {
    if (this.#stop !== null) return;
    let stopped = false;
    let cancelNext: Cancel = () => {};
    const tick = async (count: number): Promise<void> => {
      await this.#exchange();
      if (stopped) return;
      const periodMs = count < BURST_PINGS ? BURST_PERIOD_MS : STEADY_PERIOD_MS;
      cancelNext = this.#timing.setTimer(periodMs, () => void tick(count + 1));
    };
    this.#stop = () => {
      stopped = true;
      cancelNext();
    };
    void tick(1);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Null before the first answer. */
  estimate(): ClockEstimate | null {
    return estimateClock(this.#window, this.#timing.now());
  }

  /** Master time, UTC milliseconds, of a local instant; null before the first answer. */
  masterTimeMs(localMs: Millis): Millis | null {
    const estimate = this.estimate();
    return estimate === null ? null : localMs + estimate.offsetMs;
  }

  async #exchange(): Promise<void> {
    const t0 = this.#timing.now();
    try {
      const { t1, t2 } = await this.#ping(t0);
      const sample = clockSample(t0, t1, t2, this.#timing.now());
      if (sample !== null) this.#window = withSample(this.#window, sample);
    } catch {
      // A lost ping is a sample less; the connection's own guards see to the connection.
    }
  }
}
