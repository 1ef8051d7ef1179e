import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** While some work goes on, a process finds the disk full at this size of a file, in the midst of a write (RLIMIT_FSIZE). */
export async function withFileSizeLimit<T>(pid: number, bytes: number, work: () => Promise<T>): Promise<T> {
  const prlimit = (...args: string[]) => execute('prlimit', [`--pid=${pid}`, ...args]);
  const usual = (await prlimit('--fsize', '--output=SOFT', '--noheadings', '--raw')).stdout.trim();
  await prlimit(`--fsize=${bytes}:`);
  try {
    return await work();
  } finally {
    await prlimit(`--fsize=${usual}:`);
  }
}
