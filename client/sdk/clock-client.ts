import {
  type ClockEstimate,
  type ClockSample,
  clockSample,
  estimateClock,
  masterTimeAt,
  withSample,
} from '../../shared/clock-sync.js';
import type { Pong } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import type { Cancel, Timing } from './timing.js';

/** A burst, so that an estimate is there soon; then a while in which the drift shows; then just enough to follow it. */
const PING_PLAN = [
  { pings: 8, periodMs: 120 },
  { pings: 18, periodMs: 3000 },
] as const;
const STEADY_PERIOD_MS = 10_000;

/** An estimate is asked for with every frame; it does not change that fast. */
const ESTIMATE_AGE_MS = 1000;

/** Asks the server for its time. Rejects when there is no answer; times out by itself. */
export type Ping = (t0: Millis) => Promise<Pong>;

/** Keeps an estimate of the master clock by pinging. What it has learned outlives a lost connection. */
export class ClockClient {
  readonly #timing: Timing;
  readonly #ping: Ping;
  #window: readonly ClockSample[] = [];
  #estimate: ClockEstimate | null = null;
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
      if (!stopped) cancelNext = this.#timing.setTimer(periodAfterMs(count), () => void tick(count + 1));
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

  /** The device may have slept, and its clock with it: asks in a burst again, unless it is stopped. */
  refresh(): void {
    if (this.#stop === null) return;
    this.stop();
    this.start();
  }

  /** A second old at most; null before the first answer. */
  estimate(): ClockEstimate | null {
    const nowMs = this.#timing.now();
    if (this.#estimate === null || nowMs - this.#estimate.atMs > ESTIMATE_AGE_MS) {
      this.#estimate = estimateClock(this.#window, nowMs);
    }
    return this.#estimate;
  }

  /** Master time, UTC milliseconds, of a local instant; null before the first answer. */
  masterTimeMs(localMs: Millis): Millis | null {
    const estimate = this.estimate();
    return estimate === null ? null : masterTimeAt(estimate, localMs);
  }

  async #exchange(): Promise<void> {
    const t0 = this.#timing.now();
    try {
      const { t1, t2 } = await this.#ping(t0);
      const sample = clockSample(t0, t1, t2, this.#timing.now());
      if (sample === null) return;
      this.#window = withSample(this.#window, sample);
      this.#estimate = null;
    } catch {
      // A lost ping is a sample less; the connection's own guards see to the connection.
    }
  }
}

function periodAfterMs(pings: number): Millis {
  let done = 0;
  for (const part of PING_PLAN) {
    done += part.pings;
    if (pings < done) return part.periodMs;
  }
  return STEADY_PERIOD_MS;
}
