import { spawn } from 'node:child_process';
import { totalmem } from 'node:os';

/** Half of the machine, so that a hostile file costs itself its preparation and nobody else the memory. */
export const TOOL_MEMORY_BYTES = Math.max(2 ** 31, Math.floor(totalmem() / 2));

/**
 * Bounds the memory a running process may take (RLIMIT_DATA, with Linux' prlimit(1)). Where there is no such program the
 * process stays unbounded.
 */
export function limitMemory(pid: number, bytes: number): void {
  const setter = spawn('prlimit', ['--pid', String(pid), `--data=${bytes}`], { stdio: 'ignore' });
  setter.on('error', () => undefined);
}
