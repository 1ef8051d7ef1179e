import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setPriority } from 'node:os';
import type { Clock } from '../media/playout/clock.js';
import type { Millis } from '../shared/units.js';
import type { Notice, Order, StartOrder } from './link/control.js';
import type { Logger } from './log/logger.js';

export interface ProcessSpec {
  readonly name: string;
  /** The file that it runs. */
  readonly module: string;
  /** How much it gives way to others, as nice(1) has it: 0 not at all, 19 most. */
  readonly niceness: number;
  /** What it is started with, now. */
  order(): StartOrder;
  onNotice(notice: Notice, connection: Socket | undefined): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FIRST_RESTART_MS: Millis = 100;
const LONGEST_RESTART_MS: Millis = 10_000;
/** A process that was up for so long has got over what ended the one before. */
const STABLE_MS: Millis = 30_000;
const STOP_WITHIN_MS: Millis = 4000;

/** Files are read by so many threads, of which some may hang on a disk: at Node.js's own four, all would soon. */
const THREADS = { UV_THREADPOOL_SIZE: '16' };

/** One of the server's processes, started again whenever it ends. */
export class ManagedProcess {
  readonly #spec: ProcessSpec;
  #child: ChildProcess | undefined;
  #restartMs = FIRST_RESTART_MS;
  #cancelTimer: (() => void) | undefined;
  /** Until it has been up once, its failure is its starter's to handle. */
  #isUp = false;
  #isClosed = false;

  constructor(spec: ProcessSpec) {
    this.#spec = spec;
  }

  /** Resolves when the process says that it is ready. @throws Error with what it says of its failure: close it then. */
  async start(): Promise<void> {
    await this.#start();
    this.#isUp = true;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Lost while the process is away. */
  send(order: Order, connection?: Socket): void {
    if (this.#child?.connected) this.#child.send(order, connection, {}, () => undefined);
    else connection?.destroy();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.send({ type: 'stop' });
    const cancelTimer = this.#spec.clock.setTimer(STOP_WITHIN_MS, () => child.kill('SIGKILL'));
    await ended;
    cancelTimer();
  }

  async #start(): Promise<void> {
    const { order, onNotice, clock } = this.#spec;
    const child = this.#fork();
    this.#child = child;
    const startedMs = clock.now();
    await new Promise<void>((resolve, reject) => {
      child.on('message', (notice: Notice, connection?: Socket) => {
        if (notice.type === 'ready') resolve();
        if (notice.type === 'failed') reject(new Error(notice.message));
        onNotice(notice, connection);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        reject(new Error(`the ${this.#spec.name} process ended (${signal ?? code})`));
        if (this.#child === child) this.#ended(signal ?? code, clock.now() - startedMs);
      });
      child.send({ type: 'start', order: order() } satisfies Order, () => undefined);
    });
  }

  /** Under nice(1) where there is one: what is set later does not reach the threads that collect garbage. */
  #fork(): ChildProcess {
    const { module, niceness } = this.#spec;
    const env = { ...process.env, ...THREADS };
    if (niceness === 0) return fork(module, { env });
    if (process.platform !== 'win32') {
      return fork(module, {
        env,
        execPath: 'nice',
        execArgv: ['-n', `${niceness}`, process.execPath, ...process.execArgv],
      });
    }
    const child = fork(module, { env });
    if (child.pid !== undefined) setPriority(child.pid, niceness);
    return child;
  }

  #ended(why: string | number | null, upMs: Millis): void {
    if (this.#isClosed || !this.#isUp) return;
    const { name, clock, logger } = this.#spec;
    logger.error({ process: name, why }, 'a process of the server ended; starting it again');
    this.#restartMs = upMs > STABLE_MS ? FIRST_RESTART_MS : Math.min(LONGEST_RESTART_MS, this.#restartMs * 2);
    this.#cancelTimer = clock.setTimer(this.#restartMs, () => {
      this.#start().catch((err: unknown) => {
        logger.error({ process: name, err }, 'a process of the server could not be started');
        // One that failed to start may hang about.
        this.#child?.kill('SIGKILL');
      });
    });
  }
}
