import { readFileSync } from 'node:fs';
import type { Millis } from '../../shared/units.js';

const NANOS_PER_MS = 1e6;
/** `performance.now()` counts from the start of its process. */
const processStartMs = Number(process.hrtime.bigint()) / NANOS_PER_MS - performance.now();

/** The system's monotonic clock, the same in every process of the machine (CLOCK_MONOTONIC); it stops while suspended. */
export function monotonicMs(): Millis {
  return performance.now() + processStartMs;
}

/**
 * How long the machine has been suspended since it was started: Linux counts that in the uptime (CLOCK_BOOTTIME), in
 * hundredths of a second. 0 where it cannot be told.
 */
export function suspendedMs(): Millis {
  try {
    const [uptime] = readFileSync('/proc/uptime', 'latin1').split(' ');
    return Number(uptime) * 1000 - monotonicMs();
  } catch {
    return 0;
  }
}

/** What to add to the monotonic clock to have UTC, as the system has it now. `timeOrigin` has a finer resolution than the system clock is read in, unless the clock was set since then. */
export function systemOffsetMs(): Millis {
  const fineMs = performance.timeOrigin + performance.now() - monotonicMs();
  const errorMs = Date.now() - monotonicMs() - fineMs;
  return Math.abs(errorMs) > 2 ? fineMs + errorMs : fineMs;
}
