import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { ListenSettings } from './listen-plan.js';
import { failuresAfterDeath, isStable, restartDelayMs } from './restart-delay.js';
import { SfuWorker } from './sfu-worker.js';
import { type StartFailure, startFailure } from './start-failure.js';
import type { WorkerState } from './worker-state.js';
import { WorkerWatch } from './worker-watch.js';

/** A process that was sent SIGKILL and still waits for a disk is given up. */
const KILLED_WITHIN_MS: Millis = 500;

export interface WorkerSlotOptions {
  readonly index: number;
  readonly listen: ListenSettings;
  readonly workerBin: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onUp: (worker: SfuWorker) => void;
  readonly onDied: (worker: SfuWorker) => void;
  readonly onFailed: (failure: StartFailure) => void;
}

/** Keeps one worker up for as long as the pool is open: starts it, watches it, and replaces it whenever it is gone. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  readonly #abort = new AbortController();
  #worker: SfuWorker | undefined;
  #watch: WorkerWatch | undefined;
  #upSinceMs: Millis = 0;
  /** In a row. */
  #failures = 0;
  #lastError: string | null = null;
  #failure: StartFailure | undefined;
  #hungReason: string | undefined;
  #cancelTimer: () => void = () => {};

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
    void this.#start();
  }

  get worker(): SfuWorker | undefined {
    return this.#worker;
  }

  /** Of the last start, unless that went well. */
  get failure(): StartFailure | undefined {
    return this.#failure;
  }

  get state(): WorkerState {
    const { index, clock } = this.#options;
    const isUp = this.#worker !== undefined;
    if (isUp && isStable(clock.now() - this.#upSinceMs)) return { index, state: 'up', attempts: 1, lastError: null };
    const state = isUp ? 'up' : this.#failures > 0 ? 'failed' : 'starting';
    return { index, state, attempts: this.#failures + 1, lastError: this.#lastError };
  }

  close(): void {
    this.#abort.abort();
    this.#cancelTimer();
    this.#watch?.close();
    this.#worker?.close();
    this.#worker = undefined;
  }

  async #start(): Promise<void> {
    const { index, listen, workerBin, clock, onUp } = this.#options;
    const { signal } = this.#abort;
    try {
      const worker = await SfuWorker.create({ index, listen, workerBin, clock, signal });
      if (signal.aborted) worker.close();
      else if (worker.worker.closed) throw new Error('the process ended while it was started');
      else {
        this.#take(worker);
        onUp(worker);
      }
    } catch (error) {
      if (!signal.aborted) this.#retry(startFailure(error));
    }
  }

  #take(worker: SfuWorker): void {
    const { clock, logger, index } = this.#options;
    if (this.#failures > 0) logger.info({ worker: index, attempts: this.#failures + 1 }, 'an SFU worker is up again');
    this.#worker = worker;
    this.#failure = undefined;
    this.#hungReason = undefined;
    this.#upSinceMs = clock.now();
    worker.worker.once('died', (error) => this.#replace(worker, this.#hungReason ?? startFailure(error).message));
    this.#watch = new WorkerWatch(worker, clock, () => this.#kill(worker));
  }

  #kill(worker: SfuWorker): void {
    const { clock, logger, index } = this.#options;
    const reason = 'the process did not answer any more';
    logger.error({ worker: index, pid: worker.worker.pid }, 'an SFU worker does not answer any more: ending it');
    this.#hungReason = reason;
    worker.kill();
    this.#cancelTimer = clock.setTimer(KILLED_WITHIN_MS, () => {
      worker.close();
      this.#replace(worker, reason);
    });
  }

  #replace(worker: SfuWorker, reason: string): void {
    if (this.#worker !== worker) return;
    const { index, clock, logger, onDied } = this.#options;
    this.#cancelTimer();
    this.#watch?.close();
    this.#worker = undefined;
    this.#failures = failuresAfterDeath(this.#failures, clock.now() - this.#upSinceMs);
    if (this.#failures <= 1 || reason !== this.#lastError) {
      logger.error({ worker: index, pid: worker.worker.pid, reason }, 'an SFU worker died; starting another');
    }
    this.#lastError = reason;
    onDied(worker);
    this.#startIn(restartDelayMs(this.#failures));
  }

  #retry(failure: StartFailure): void {
    const { index, logger, onFailed } = this.#options;
    this.#failures += 1;
    this.#failure = failure;
    if (failure.message !== this.#lastError) {
      logger.error({ worker: index, reason: failure.message }, 'an SFU worker cannot be started; trying again');
    }
    this.#lastError = failure.message;
    this.#startIn(restartDelayMs(this.#failures, failure.kind === 'port'));
    onFailed(failure);
  }

  #startIn(delayMs: Millis): void {
    if (this.#abort.signal.aborted) return;
    this.#cancelTimer = this.#options.clock.setTimer(delayMs, () => void this.#start());
  }
}
