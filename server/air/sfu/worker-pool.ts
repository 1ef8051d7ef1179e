import { EventEmitter } from 'node:events';
import type { RtpCapabilities } from 'mediasoup/types';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Logger } from '../../log/logger.js';
import type { ListenSettings } from './listen-plan.js';
import { SfuWorker } from './sfu-worker.js';

const START_ATTEMPTS = 25;
const RETRY_INTERVAL_MS = 200;

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

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && error.message.includes('address already in use');
}

/** The workers of this process, each replaced at once when it dies. */
export class WorkerPool extends EventEmitter<WorkerPoolEvents> {
  readonly #options: WorkerPoolOptions;
  readonly #workers = new Map<number, SfuWorker>();
  #rtpCapabilities: RtpCapabilities | undefined;
  #closed = false;

  private constructor(options: WorkerPoolOptions) {
    super();
    this.#options = options;
  }

  /** @throws when a worker cannot be started: the message names the binary or the port. */
  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      await Promise.all(Array.from({ length: options.count }, (_, index) => pool.#start(index)));
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  get alive(): readonly SfuWorker[] {
    return [...this.#workers.values()];
  }

  /** The same on every router, also while a worker is being replaced. */
  get rtpCapabilities(): RtpCapabilities {
    if (this.#rtpCapabilities === undefined) throw new CodedError('not-ready');
    return this.#rtpCapabilities;
  }

  close(): void {
    this.#closed = true;
    for (const worker of this.#workers.values()) worker.close();
    this.#workers.clear();
  }

  async #start(index: number): Promise<void> {
    const worker = await this.#createPatiently(index);
    if (this.#closed) return worker.close();
    this.#workers.set(index, worker);
    this.#rtpCapabilities = worker.rtpCapabilities;
    worker.worker.once('died', () => this.#replace(worker));
    this.emit('started', worker);
  }

  /** A killed predecessor may hold the port a moment longer. */
  async #createPatiently(index: number): Promise<SfuWorker> {
    const { listen, workerBin, clock } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await SfuWorker.create({ index, listen, workerBin });
      } catch (error) {
        if (this.#closed || attempt >= START_ATTEMPTS || !isPortInUse(error)) {
          const port = listen.RTC_PORT === 0 ? 'any port' : `port ${listen.RTC_PORT + index}`;
          throw new Error(`SFU worker ${index} cannot be started on ${port}: ${(error as Error).message}`);
        }
        await new Promise<void>((resolve) => clock.setTimer(RETRY_INTERVAL_MS, resolve));
      }
    }
  }

  #replace(worker: SfuWorker): void {
    if (this.#closed) return;
    this.#options.logger.error(
      { worker: worker.index, pid: worker.worker.pid },
      'an SFU worker died; starting another',
    );
    this.#workers.delete(worker.index);
    this.emit('died', worker);
    this.#start(worker.index).catch((error: unknown) => {
      this.#options.logger.error({ worker: worker.index, err: error }, 'an SFU worker cannot be replaced');
    });
  }
}
