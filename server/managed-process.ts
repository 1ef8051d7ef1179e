import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { parentBound } from '../media/ingest/parent-bound.js';
import type { Clock } from '../media/playout/clock.js';
import type { Millis } from '../shared/units.js';
import type { Notice, Order, PartNotice, StartOrder } from './link/control.js';
import type { Logger } from './log/logger.js';

export interface ProcessSpec {
  readonly name: string;
  /** The file that it runs. */
  readonly module: string;
  /** How much it gives way to others, as nice(1) has it: 0 not at all, 19 most. */
  readonly niceness: number;
  /** One that does not answer for longer is killed. */
  readonly answersWithinS: number;
  /** What it is started with, now. */
  order(): StartOrder;
  onNotice(notice: PartNotice, connection: Socket | undefined): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FIRST_RESTART_MS: Millis = 100;
const LONGEST_RESTART_MS: Millis = 10_000;
/** After a process has been up for so long, the next failure counts as a first one. */
const STABLE_MS: Millis = 30_000;
const STOP_WITHIN_MS: Millis = 4000;
/** Of a process that is started again; the first start has all the time that it takes. */
const START_WITHIN_MS: Millis = 120_000;
const PING_EVERY_MS: Millis = 1000;
/** After so many pings without an answer it is logged. */
const SUSPICIOUS_PINGS = 3;

/** Files are read by so many threads, of which some may hang on a disk: at Node.js's own four, all would soon. */
const THREADS = { UV_THREADPOOL_SIZE: '16' };

/** One of the server's processes, started again whenever it ends, and killed when it hangs. */
export class ManagedProcess {
  readonly #spec: ProcessSpec;
  #child: ChildProcess | undefined;
  #restartMs = FIRST_RESTART_MS;
  #cancelTimer: (() => void) | undefined;
  #cancelPing: (() => void) | undefined;
  #unansweredPings = 0;
  /** Why this process killed the other one. */
  #killedBecause: string | undefined;
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
    this.#cancelPing?.();
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.send({ type: 'stop' });
    const cancelTimer = this.#spec.clock.setTimer(STOP_WITHIN_MS, () => child.kill('SIGKILL'));
    await ended;
    cancelTimer();
  }

  /** At once. It is not started again. */
  kill(): void {
    this.#isClosed = true;
    this.#child?.kill('SIGKILL');
  }

  async #start(): Promise<void> {
    const { order, onNotice, clock } = this.#spec;
    const child = this.#fork();
    this.#child = child;
    this.#killedBecause = undefined;
    this.#unansweredPings = 0;
    const startedMs = clock.now();
    await new Promise<void>((resolve, reject) => {
      child.on('message', (notice: Notice, connection?: Socket) => {
        if (notice.type === 'pong') {
          this.#unansweredPings = 0;
          return;
        }
        if (notice.type === 'ready') {
          resolve();
          this.#ping();
        }
        if (notice.type === 'failed') reject(new Error(notice.message));
        onNotice(notice, connection);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        reject(new Error(`the ${this.#spec.name} process ended (${signal ?? code})`));
        if (this.#child !== child) return;
        this.#cancelPing?.();
        this.#ended(this.#killedBecause ?? signal ?? code, clock.now() - startedMs);
      });
      child.send({ type: 'start', order: order() } satisfies Order, () => undefined);
    });
  }

  /** Counts pings, not time: while the whole machine is suspended, no process answers. */
  #ping(): void {
    const { name, answersWithinS, clock, logger } = this.#spec;
    if ((this.#unansweredPings * PING_EVERY_MS) / 1000 >= answersWithinS) {
      this.#killedBecause = `it did not answer for ${answersWithinS} s`;
      this.#child?.kill('SIGKILL');
      return;
    }
    if (this.#unansweredPings === SUSPICIOUS_PINGS) {
      logger.warn({ process: name }, 'a process of the server does not answer');
    }
    this.#unansweredPings += 1;
    this.send({ type: 'ping' });
    this.#cancelPing = clock.setTimer(PING_EVERY_MS, () => this.#ping());
  }

  /**
   * Under nice(1) where there is one: what is set later does not reach the threads that collect garbage. And bound to
   * this process: one that hangs would else outlive it, and keep its successor from the data folder.
   */
  #fork(): ChildProcess {
    const { module, niceness } = this.#spec;
    const env = { ...process.env, ...THREADS };
    const isNiced = niceness > 0 && process.platform !== 'win32';
    const node = [process.execPath, ...process.execArgv];
    const [program = '', ...args] = isNiced ? ['nice', '-n', `${niceness}`, ...node] : node;
    const bound = parentBound(program, args);
    const child = fork(module, { env, execPath: bound.command, execArgv: [...bound.args] });
    if (niceness > 0 && !isNiced && child.pid !== undefined) setPriority(child.pid, niceness);
    return child;
  }

  #ended(why: string | number | null, upMs: Millis): void {
    if (this.#isClosed || !this.#isUp) return;
    const { name, clock, logger } = this.#spec;
    logger.error({ process: name, why }, 'a process of the server ended; starting it again');
    this.#restartMs = upMs > STABLE_MS ? FIRST_RESTART_MS : Math.min(LONGEST_RESTART_MS, this.#restartMs * 2);
    this.#cancelTimer = clock.setTimer(this.#restartMs, () => void this.#restart());
  }

  /** Never throws. */
  async #restart(): Promise<void> {
    const { name, clock, logger } = this.#spec;
    const cancelTimer = clock.setTimer(START_WITHIN_MS, () => {
      this.#killedBecause = `it was not ready after ${START_WITHIN_MS / 1000} s`;
      this.#child?.kill('SIGKILL');
    });
    try {
      await this.#start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#killedBecause ??= `it could not be started: ${reason}`;
      logger.error({ process: name, reason }, 'a process of the server could not be started');
      // It may still be running.
      this.#child?.kill('SIGKILL');
    } finally {
      cancelTimer();
    }
  }
}
