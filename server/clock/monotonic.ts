import type { Millis } from '../../shared/units.js';

/** Time since the process began, for what measures how long something takes before there is a master clock. */
export function monotonicMs(): Millis {
  return performance.now();
}
