import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** While some work goes on, a process finds the disk full at this size of a file, in the midst of a write (RLIMIT_FSIZE). */
export async function withFileSizeLimit<T>(pid: number, bytes: number, work: () => Promise<T>): Promise<T> {
  const limit = (size: string) => execute('prlimit', [`--pid=${pid}`, `--fsize=${size}:`]);
  await limit(`${bytes}`);
  try {
    return await work();
  } finally {
    await limit('unlimited');
  }
}
