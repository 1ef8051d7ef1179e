import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';
import { LineSplitter } from './line-splitter.js';
import { limitMemory, TOOL_MEMORY_BYTES } from './memory-limit.js';
import { ToolError, type ToolFailure } from './tool-error.js';

const LOG_TAIL_LINES = 40;
const LONGEST_RUN_MS = 24 * 60 * 60 * 1000;
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
  readonly signal?: AbortSignal | undefined;
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
 * as getting on.
 *
 * @param consume reads the tool's output to its end; when it throws before that, the tool is ended.
 * @returns what `consume` answered, once the tool has ended well.
 * @throws ToolError; the signal's reason when aborted; what `consume` threw. The tool has ended in any case.
 */
export async function runTool<T>(run: ToolRun, consume: (output: AsyncIterable<Buffer>) => Promise<T>): Promise<T> {
  run.signal?.throwIfAborted();
  const child = spawn(run.binary, run.args, {
    cwd: run.workDir,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: run.workDir, TMPDIR: run.workDir, LC_ALL: 'C' },
    detached: true, // a process group of its own, so that a wrapper script ends together with what it runs
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(run.inputs ?? []).map(() => 'pipe' as const)],
  });
  const exit = exitOf(child);
  const watch = watchTool(child, run);
  let outputEnded = false;
  const { mostBytes = Number.POSITIVE_INFINITY } = run;
  let written = 0;
  const output = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of child.stdout! as AsyncIterable<Buffer>) {
      written += chunk.length;
      if (written > mostBytes) return watch.end({ kind: 'oversized', mostBytes });
      watch.gotOn();
      yield chunk;
    }
    outputEnded = true;
  };
  const consumed = await settle(consume(output()));
  const refused = !consumed.ok && !outputEnded;
  if (refused) endGroup(child);
  const failure = failureOf(await exit);
  watch.stop();
  run.signal?.throwIfAborted();
  const blamed = watch.ended() ?? (refused && failure?.kind !== 'not-started' ? undefined : failure);
  if (blamed !== undefined) throw new ToolError(basename(run.binary), blamed, watch.log());
  if (!consumed.ok) throw consumed.error;
  return consumed.value;
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

/** Feeds a tool, watches it get on, keeps the end of its log, and ends it when it hangs or is no longer wanted. */
function watchTool(child: ChildProcess, run: ToolRun) {
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
    endGroup(child);
  };
  const longestMs = run.longestMs ?? LONGEST_RUN_MS;
  const cancelDeadline = run.clock.setTimer(longestMs, () => end({ kind: 'overran', afterMs: longestMs }));
  const abort = (): void => endGroup(child);
  run.signal?.addEventListener('abort', abort, { once: true });
  if (child.pid !== undefined) {
    lowerPriority(child.pid);
    limitMemory(child.pid, run.memoryBytes ?? TOOL_MEMORY_BYTES);
  }
  for (const [index, input] of (run.inputs ?? []).entries()) feed(child.stdio[FIRST_INPUT_FD + index], input);
  gotOn();
  readLines(child.stderr, (line) => {
    log.push(line);
    if (log.length > LOG_TAIL_LINES) log.shift();
    run.onLogLine?.(line);
  });
  const report = child.stdio[REPORT_FD];
  readLines(report instanceof Readable ? report : null, (line) => {
    if (run.onReportLine?.(line) === true) gotOn();
  });
  const side = child.stdio[SIDE_FD];
  if (side instanceof Readable) {
    side.on('data', (bytes: Buffer) => run.onSideBytes?.(bytes));
    side.on('error', () => undefined); // as above
  }
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

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream === null) return;
  const lines = new LineSplitter(onLine);
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => lines.push(text));
  stream.on('end', () => lines.end());
  stream.on('error', () => undefined); // the pipe broke: how the tool ended tells more
}

type Exit = { error: Error } | { exitCode: number | null; signal: NodeJS.Signals | null };

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function failureOf(exit: Exit): ToolFailure | undefined {
  if ('error' in exit) return { kind: 'not-started', reason: exit.error.message };
  return exit.exitCode === 0 ? undefined : { kind: 'ended', ...exit };
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system has no such thing.
  }
}

function feed(
  pipe: Writable | Readable | null | undefined,
  input: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): void {
  if (!(pipe instanceof Writable)) return;
  // A tool that has read enough, or fails, closes its input early; its exit code and log say which.
  pipe.on('error', () => undefined);
  pipeline(Readable.from(input, { objectMode: false }), pipe).catch(() => undefined);
}
