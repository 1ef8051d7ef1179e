import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';
import { LineSplitter } from './line-splitter.js';
import type { ToolPriority } from './low-priority.js';
import { TOOL_MEMORY_BYTES } from './memory-limit.js';
import { ToolError, type ToolFailure } from './tool-error.js';
import { ToolProcess } from './tool-process.js';

const LOG_TAIL_LINES = 40;
const LONGEST_RUN_MS = 24 * 60 * 60 * 1000;
/** How long whoever takes the output of a tool that has ended may do without another piece of it. */
const UNTAKEN_MS = 3000;
/** The same where the tool was ended, so that its output does not matter any more. */
const UNTAKEN_WHEN_ENDED_MS = 1000;
const OUTPUT_FD = 1;
const LOG_FD = 2;
const REPORT_FD = 3;
const SIDE_FD = 4;
const FIRST_INPUT_FD = 5;

export interface ToolRun {
  readonly binary: string;
  readonly args: readonly string[];
  /** The tool's working folder, and the only one it is told of. */
  readonly workDir: string;
  readonly clock: Pick<Clock, 'setTimer'>;
  /** How long the tool may go without a sign of getting on before it is ended. */
  readonly stallMs: Millis;
  /** How long it may run in all, however well it gets on; default a day. */
  readonly longestMs?: Millis;
  /** How much it may write to its standard output; default no bound. */
  readonly mostBytes?: number;
  /** What it may take at the most; default half of the machine. */
  readonly memoryBytes?: number;
  /** Default low, as of work that a host waits for. */
  readonly priority?: ToolPriority;
  readonly signal?: AbortSignal | undefined;
  /** Called when the tool starts, and when it is over. */
  readonly onRunning?: ((isRunning: boolean) => void) | undefined;
  /** What the tool reads: the first from the pipe that `inputPipe(0)` names, and so on. */
  readonly inputs?: readonly (Iterable<Uint8Array> | AsyncIterable<Uint8Array>)[];
  readonly onLogLine?: (line: string) => void;
  /** Takes the lines the tool writes to {@link REPORT_PIPE}; answers whether a line shows that it got on. */
  readonly onReportLine?: (line: string) => boolean;
  /** Takes what the tool writes to {@link SIDE_PIPE}. */
  readonly onSideBytes?: (bytes: Buffer) => void;
}

/** ffmpeg's name for one of {@link ToolRun.inputs}. */
export const inputPipe = (index: number): string => `pipe:${FIRST_INPUT_FD + index}`;

/** ffmpeg's name for where {@link ToolRun.onReportLine} listens. */
export const REPORT_PIPE = `pipe:${REPORT_FD}`;

/** ffmpeg's name for where {@link ToolRun.onSideBytes} listens: a second output beside stdout. */
export const SIDE_PIPE = `pipe:${SIDE_FD}`;

/**
 * Runs a tool at low priority, so that what is on air comes first, and without our environment. Output on stdout counts
 * as getting on. However the reading of its output ends, or whether it ends at all, the tool and its pipes are gone when
 * this settles, and it settles within seconds of the end of the tool.
 *
 * @param consume reads the tool's output; when it throws or returns before the end, the tool is ended.
 * @returns what `consume` answered, once the tool has ended well.
 * @throws ToolError; the signal's reason when aborted; what `consume` threw.
 */
export async function runTool<T>(run: ToolRun, consume: (output: AsyncIterable<Buffer>) => Promise<T>): Promise<T> {
  run.signal?.throwIfAborted();
  const tool = startTool(run);
  run.onRunning?.(true);
  const watch = watchTool(tool, run);
  try {
    const taking = new OutputTaking(tool, run, watch);
    const consumed = await Promise.race([settle(consume(taking.output())), taking.untaken(tool.ended)]);
    taking.stop();
    const refused = !taking.isEnded;
    if (refused) tool.end();
    tool.dropOutput();
    const failure = await tool.over;
    run.signal?.throwIfAborted();
    // A tool that was ended because its output was not wanted has not failed.
    const blamed = watch.ended() ?? (refused && failure?.kind !== 'not-started' ? undefined : failure);
    if (blamed !== undefined) throw new ToolError(basename(run.binary), blamed, watch.log());
    if (!consumed.ok) throw consumed.error;
    return consumed.value;
  } finally {
    watch.stop();
    run.onRunning?.(false);
  }
}

/** For a tool of whose output nothing is wanted. */
export async function drain(output: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of output);
}

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  );
}

function startTool({
  binary,
  args,
  workDir,
  clock,
  memoryBytes = TOOL_MEMORY_BYTES,
  priority = 'low',
  inputs = [],
}: ToolRun): ToolProcess {
  const options = { binary, args, workDir, clock, memoryBytes, priority, inputs, firstInputFd: FIRST_INPUT_FD };
  try {
    return ToolProcess.start(options);
  } catch (error) {
    throw new ToolError(basename(binary), { kind: 'not-started', reason: String(error) }, '');
  }
}

type ToolWatch = ReturnType<typeof watchTool>;

/** What a tool writes to its standard output, on its way to whoever consumes it. */
class OutputTaking {
  readonly #tool: ToolProcess;
  readonly #run: ToolRun;
  readonly #watch: ToolWatch;
  #isEnded = false;
  #isStopped = false;
  #written = 0;
  #onTaken: () => void = () => undefined;
  #cancel: () => void = () => undefined;

  constructor(tool: ToolProcess, run: ToolRun, watch: ToolWatch) {
    this.#tool = tool;
    this.#run = run;
    this.#watch = watch;
  }

  /** Whether it was taken to its end. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  async *output(): AsyncGenerator<Buffer> {
    const { mostBytes = Number.POSITIVE_INFINITY } = this.#run;
    try {
      for await (const chunk of (this.#tool.pipe(OUTPUT_FD) ?? []) as AsyncIterable<Buffer>) {
        this.#onTaken();
        this.#written += chunk.length;
        if (this.#written > mostBytes) return this.#watch.end({ kind: 'oversized', mostBytes });
        this.#watch.gotOn();
        yield chunk;
      }
    } catch (error) {
      // The tool has ended, and something else held its pipe open: nothing comes any more.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
    this.#isEnded = true;
    this.#onTaken();
  }

  /** Settles when the tool has ended, and for seconds nobody has taken more of its output. */
  async untaken(ended: Promise<void>): Promise<Settled<never>> {
    await ended;
    return new Promise((resolve) => {
      // In two halves: a process that was held up itself takes in what came meanwhile.
      const wait = (halves: number): void => {
        this.#cancel();
        if (this.#isStopped) return;
        const isWanted = this.#watch.ended() === undefined && this.#run.signal?.aborted !== true;
        const afterMs = isWanted ? UNTAKEN_MS : UNTAKEN_WHEN_ENDED_MS;
        const error = new ToolError(basename(this.#run.binary), { kind: 'untaken', afterMs }, this.#watch.log());
        const then = (): void => (halves > 1 ? wait(halves - 1) : resolve({ ok: false, error }));
        this.#cancel = this.#run.clock.setTimer(afterMs / 2, then);
      };
      this.#onTaken = () => wait(2);
      wait(2);
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }
}

/** Watches a tool get on, keeps the end of its log, and ends it when it hangs or is no longer wanted. */
function watchTool(tool: ToolProcess, run: ToolRun) {
  const log: string[] = [];
  let ended: ToolFailure | undefined;
  let cancelTimer: () => void = () => undefined;
  const gotOn = (): void => {
    cancelTimer();
    cancelTimer = run.clock.setTimer(run.stallMs, () => {
      end({ kind: 'stalled', afterMs: run.stallMs });
    });
  };
  const end = (why: ToolFailure): void => {
    ended ??= why;
    tool.end();
  };
  const longestMs = run.longestMs ?? LONGEST_RUN_MS;
  const cancelDeadline = run.clock.setTimer(longestMs, () => end({ kind: 'overran', afterMs: longestMs }));
  const abort = (): void => tool.end();
  run.signal?.addEventListener('abort', abort, { once: true });
  gotOn();
  readLines(tool.pipe(LOG_FD), (line) => {
    log.push(line);
    if (log.length > LOG_TAIL_LINES) log.shift();
    run.onLogLine?.(line);
  });
  readLines(tool.pipe(REPORT_FD), (line) => {
    if (run.onReportLine?.(line) === true) gotOn();
  });
  const side = tool.pipe(SIDE_FD);
  side?.on('data', (bytes: Buffer) => run.onSideBytes?.(bytes));
  side?.on('error', () => undefined); // as below
  return {
    gotOn,
    end,
    log: () => log.join('\n'),
    ended: () => ended,
    stop(): void {
      cancelTimer();
      cancelDeadline();
      run.signal?.removeEventListener('abort', abort);
    },
  };
}

function readLines(stream: Readable | undefined, onLine: (line: string) => void): void {
  if (stream === undefined) return;
  const lines = new LineSplitter(onLine);
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => lines.push(text));
  stream.on('end', () => lines.end());
  stream.on('error', () => undefined); // the pipe broke: how the tool ended tells more
}
