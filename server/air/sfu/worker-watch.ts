import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import { processCpuMs } from './process-cpu.js';
import type { SfuWorker } from './sfu-worker.js';
import { FIRST_PULSE, isDoubtful, isHung, LOOK_EVERY_MS, type Pulse, pulseAfter } from './worker-pulse.js';

/** How much a new measurement of the load counts: it follows within a second, and bears a single busy moment. */
const NEWEST_SHARE = 0.3;

/** Asks a worker again and again whether it is there, and how busy it is. */
export class WorkerWatch {
  readonly #worker: SfuWorker;
  readonly #clock: Clock;
  readonly #onHung: () => void;
  #pulse: Pulse = FIRST_PULSE;
  #hasAnswered = true;
  #isAsking = false;
  #measured: { readonly cpuMs: Millis; readonly atMs: Millis } | undefined;
  #cancelTimer: () => void;

  /** @param onHung called once; nothing is watched any more */
  constructor(worker: SfuWorker, clock: Clock, onHung: () => void) {
    this.#worker = worker;
    this.#clock = clock;
    this.#onHung = onHung;
    this.#cancelTimer = clock.setTimer(LOOK_EVERY_MS, () => this.#look());
    this.#ask();
  }

  close(): void {
    this.#cancelTimer();
  }

  #look(): void {
    this.#pulse = pulseAfter(this.#pulse, {
      hasAnswered: this.#hasAnswered,
      cpuMs: processCpuMs(this.#worker.worker.pid),
    });
    this.#worker.isDoubtful = isDoubtful(this.#pulse);
    if (isHung(this.#pulse)) {
      this.#onHung();
      return;
    }
    this.#hasAnswered = false;
    this.#ask();
    this.#cancelTimer = this.#clock.setTimer(LOOK_EVERY_MS, () => this.#look());
  }

  /** One question at a time: a worker that does not read must not be sent more and more of them. */
  #ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#worker.worker.getResourceUsage().then(
      ({ ru_utime, ru_stime }) => {
        this.#isAsking = false;
        this.#hasAnswered = true;
        this.#worker.isDoubtful = false;
        this.#measure(ru_utime + ru_stime);
      },
      // It died, of which whoever keeps it hears; and should it ever refuse, that is no answer.
      () => {
        this.#isAsking = false;
      },
    );
  }

  #measure(cpuMs: Millis): void {
    const atMs = this.#clock.now();
    const before = this.#measured;
    this.#measured = { cpuMs, atMs };
    if (before === undefined || atMs <= before.atMs) return;
    const share = Math.min(1, (cpuMs - before.cpuMs) / (atMs - before.atMs));
    this.#worker.cpuShare += NEWEST_SHARE * (share - this.#worker.cpuShare);
  }
}
