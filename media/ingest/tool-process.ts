import { type ChildProcess, spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';
import { lowerPriority, type ToolPriority } from './low-priority.js';
import { limitMemory } from './memory-limit.js';
import { isExecutable, parentBound } from './parent-bound.js';
import type { ToolFailure } from './tool-error.js';

/** How long the pipes of an ended process may stay open: something that it started may hold them. */
const PIPES_OPEN_MS = 1000;
/** How long a killed process may take to end: one that waits for a broken disk cannot be killed. */
const KILL_MS = 1000;

type Input = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface ToolProcessOptions {
  readonly binary: string;
  readonly args: readonly string[];
  readonly workDir: string;
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly memoryBytes: number;
  readonly priority: ToolPriority;
  readonly inputs: readonly Input[];
  readonly firstInputFd: number;
}

/**
 * A child process with its pipes. It is over when the process has ended and no pipe is open; once it was told to end,
 * both happen within a bound, whether or not its output was read.
 */
export class ToolProcess {
  /** Never rejects. Undefined for a process that ended with exit code 0. */
  readonly over: Promise<ToolFailure | undefined>;
  /** Never rejects. The process has ended, though there may be something to read. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #clock: Pick<Clock, 'setTimer'>;
  readonly #bytesSeen = new Map<Readable, number>();
  #cancelBound: () => void = () => undefined;
  #stopLowering: () => void = () => undefined;
  #isOver = false;
  #giveUp: () => void = () => undefined;
  #tellEnded: () => void = () => undefined;

  private constructor(child: ChildProcess, { clock, inputs, memoryBytes, priority, firstInputFd }: ToolProcessOptions) {
    this.#child = child;
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
    this.over = this.#awaitEnd();
    if (child.pid === undefined) return;
    this.#stopLowering = lowerPriority(child.pid, priority, clock);
    limitMemory(child.pid, memoryBytes);
    for (const [index, input] of inputs.entries()) feed(child.stdio[firstInputFd + index], input);
  }

  static start(options: ToolProcessOptions): ToolProcess {
    const { binary, args, workDir, inputs } = options;
    // One that cannot be run is reported by its own error, not by that of what would run it.
    const bound = isExecutable(binary) ? parentBound(binary, args) : { command: binary, args };
    const child = spawn(bound.command, bound.args, {
      cwd: workDir,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: workDir, TMPDIR: workDir, LC_ALL: 'C' },
      detached: true, // a process group of its own, so that a wrapper script ends together with what it runs
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...inputs.map(() => 'pipe' as const)],
    });
    return new ToolProcess(child, options);
  }

  /** A pipe that the process writes to; undefined when the process could not be started. */
  pipe(fd: number): Readable | undefined {
    const stream = this.#child.stdio?.[fd];
    return stream instanceof Readable ? stream : undefined;
  }

  /** Ends the process and all that it started. What it has written and nobody has read is dropped. */
  end(): void {
    if (this.#isOver) return;
    endGroup(this.#child);
    this.#within(KILL_MS, () => this.#giveUp());
  }

  /** Drops what is left of the output, so that the process can end. */
  dropOutput(): void {
    this.#child.stdout?.destroy();
  }

  #awaitEnd(): Promise<ToolFailure | undefined> {
    const child = this.#child;
    return new Promise((resolve) => {
      const finish = (failure: ToolFailure | undefined): void => {
        this.#isOver = true;
        this.#cancelBound();
        this.#stopLowering();
        this.#tellEnded();
        resolve(failure);
      };
      this.#giveUp = () => {
        this.#dropPipes();
        child.unref();
        finish({ kind: 'ended', exitCode: null, signal: 'SIGKILL' });
      };
      child.on('error', ({ message }) => {
        if (child.pid === undefined) finish({ kind: 'not-started', reason: message });
      });
      child.once('exit', () => {
        this.#tellEnded();
        this.#within(PIPES_OPEN_MS, () => this.#dropIdlePipes());
      });
      child.once('close', (exitCode, signal) => {
        finish(exitCode === 0 ? undefined : { kind: 'ended', exitCode, signal });
      });
    });
  }

  /** The bound that is set last holds. */
  #within(delayMs: Millis, then: () => void): void {
    this.#cancelBound();
    this.#cancelBound = this.#isOver ? () => undefined : this.#clock.setTimer(delayMs, then);
  }

  /** A pipe through which nothing came since the last look, and in which nothing waits, is held open by somebody else. */
  #dropIdlePipes(): void {
    for (const stream of this.#child.stdio ?? []) {
      if (!(stream instanceof Readable)) {
        stream?.destroy();
        continue;
      }
      const { bytesRead = 0 } = stream as Readable & { bytesRead?: number };
      if (this.#bytesSeen.get(stream) === bytesRead && stream.readableLength === 0) stream.destroy();
      this.#bytesSeen.set(stream, bytesRead);
    }
    this.#within(PIPES_OPEN_MS, () => this.#dropIdlePipes());
  }

  #dropPipes(): void {
    for (const stream of this.#child.stdio ?? []) stream?.destroy();
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}

function feed(pipe: Writable | Readable | null | undefined, input: Input): void {
  if (!(pipe instanceof Writable)) return;
  // A tool that has read enough, or fails, closes its input early; its exit code and log say which.
  pipe.on('error', () => undefined);
  pipeline(Readable.from(input, { objectMode: false }), pipe).catch(() => undefined);
}
