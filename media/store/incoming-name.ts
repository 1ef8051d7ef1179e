import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** A name for a file that this process is writing: it says whose file it is while it is unfinished. */
export function incomingName(pid: number = process.pid): string {
  return `${encodeURIComponent(hostname())}~${pid}~${randomUUID()}`;
}

/**
 * Whether the process that was writing a file is gone for good. Of processes on other machines nothing is known: a folder
 * may be shared between them.
 */
export function isAbandoned(name: string): boolean {
  const [host, pid] = name.split('~');
  if (host !== encodeURIComponent(hostname()) || !/^\d+$/.test(pid ?? '')) return false;
  // This process has not begun yet: an earlier one, as in a container that was started again, had the same number.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
