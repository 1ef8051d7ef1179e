import { readFileSync } from 'node:fs';
import type { Millis } from '../../../shared/units.js';

/** Linux counts in hundredths of a second towards programs, whatever its own clock (USER_HZ). */
const TICK_MS = 10;

/** CPU time, user and system, that a process has used; undefined where there is no procfs, or no such process. */
export function processCpuMs(pid: number): Millis | undefined {
  try {
    // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th field after it (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * TICK_MS : undefined;
  } catch {
    return undefined;
  }
}
