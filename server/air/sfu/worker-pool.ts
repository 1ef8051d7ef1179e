import { EventEmitter } from 'node:events';
import type { RtpCapabilities } from 'mediasoup/types';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { ListenSettings } from './listen-plan.js';
import type { SfuWorker } from './sfu-worker.js';
import { MAX_VIEWERS_PER_WORKER } from './worker-choice.js';
import { WorkerSlot } from './worker-slot.js';
import type { WorkerState } from './worker-state.js';

/** What the workers have to come up when the server starts; a killed predecessor may hold the ports a moment longer. */
const BOOT_WITHIN_MS: Millis = 5000;

export interface WorkerPoolOptions {
  readonly count: number;
  readonly listen: ListenSettings;
  readonly workerBin: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface WorkerPoolEvents {
  /** A worker's process is gone with all it carried; another is on its way. */
  died: [SfuWorker];
  started: [SfuWorker];
}

/** The workers of this process, each started again for as long as it takes. */
export class WorkerPool extends EventEmitter<WorkerPoolEvents> {
  readonly #slots: readonly WorkerSlot[];
  readonly #options: WorkerPoolOptions;
  #rtpCapabilities: RtpCapabilities | undefined;
  #onProgress: () => void = () => {};

  private constructor(options: WorkerPoolOptions) {
    super();
    this.#options = options;
    this.#slots = Array.from(
      { length: options.count },
      (_, index) =>
        new WorkerSlot({
          ...{ index, listen: options.listen, workerBin: options.workerBin },
          ...{ clock: options.clock, logger: options.logger },
          onUp: (worker) => {
            this.#rtpCapabilities = worker.rtpCapabilities;
            this.emit('started', worker);
            this.#onProgress();
          },
          onDied: (worker) => this.emit('died', worker),
          onFailed: () => this.#onProgress(),
        }),
    );
  }

  /**
   * Answers when every worker is up, or after some seconds with those that are. With none it goes on only when the
   * machine had no room for them: that passes.
   * @throws when no worker can be started as things are set up: the message names the port and the cause.
   */
  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    await pool.#boot();
    const reason = pool.#reasonToStop();
    if (reason === undefined) return pool;
    pool.close();
    throw new Error(reason);
  }

  get alive(): readonly SfuWorker[] {
    return this.#slots.flatMap(({ worker }) => worker ?? []);
  }

  /** How each worker stands. */
  get workers(): readonly WorkerState[] {
    return this.#slots.map(({ state }) => state);
  }

  /** How many viewers there is room for when every worker is up. */
  get capacity(): number {
    return this.#slots.length * MAX_VIEWERS_PER_WORKER;
  }

  /** The same on every router, also while a worker is being replaced. */
  get rtpCapabilities(): RtpCapabilities {
    if (this.#rtpCapabilities === undefined) throw new CodedError('not-ready');
    return this.#rtpCapabilities;
  }

  close(): void {
    for (const slot of this.#slots) slot.close();
  }

  async #boot(): Promise<void> {
    const isSettled = ({ worker, failure }: WorkerSlot) => worker !== undefined || failure?.kind === 'setting';
    await new Promise<void>((resolve) => {
      const cancelTimer = this.#options.clock.setTimer(BOOT_WITHIN_MS, resolve);
      this.#onProgress = () => {
        if (!this.#slots.every(isSettled)) return;
        cancelTimer();
        resolve();
      };
    });
    this.#onProgress = () => {};
  }

  #reasonToStop(): string | undefined {
    if (this.alive.length > 0) return undefined;
    const index = this.#slots.findIndex(({ failure }) => failure !== undefined && failure.kind !== 'machine');
    if (index < 0) return undefined;
    const { RTC_PORT } = this.#options.listen;
    const port = RTC_PORT === 0 ? 'any port' : `port ${RTC_PORT + index}`;
    return `SFU worker ${index} cannot be started on ${port}: ${this.#slots[index]!.failure!.message}`;
  }
}
