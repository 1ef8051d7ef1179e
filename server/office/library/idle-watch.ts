import type { Clock } from '../../../media/playout/clock.js';

/** How long a job may have neither progress nor anything that works for it, and how long one may take to end. */
const IDLE_MS = 4500;

/** Notices a job that nothing works for any more, and one that does not end when it is told to. */
export class IdleWatch {
  /** Settles when the job is to be given up; maybe never. */
  readonly idle: Promise<void>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #giveUp: () => void = () => undefined;
  #cancel: () => void = () => undefined;
  #working = 0;
  #isStopped = false;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.idle = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    signal.addEventListener('abort', () => this.#arm(), { once: true });
    this.#arm();
  }

  /** Something has begun to work for the job, or has ended. What works has a bound of its own. */
  work(isWorking: boolean): void {
    this.#working += isWorking ? 1 : -1;
    this.gotOn();
  }

  gotOn(): void {
    if (!this.#signal.aborted) this.#arm();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** In two halves: a process that was held up itself takes in what came meanwhile before it gives a job up. */
  #arm(halves = 2): void {
    this.#cancel();
    const isIdle = this.#working === 0 || this.#signal.aborted;
    if (!isIdle || this.#isStopped) return;
    const then = (): void => (halves > 1 ? this.#arm(halves - 1) : this.#giveUp());
    this.#cancel = this.#clock.setTimer(IDLE_MS / 2, then);
  }
}
