import type { Millis } from '../../shared/units.js';

/** The fastest correction, as adjtime(3) has it: half a millisecond a second is far below what a viewer's buffer notices. */
const MAX_SLEW = 500e-6;
/** The system clock is read in whole milliseconds: smaller errors are noise. */
const DEAD_BAND_MS = 2;

/** By how much a clock that is `errorMs` behind UTC moves forward in an interval; negative when it is ahead. */
export function slewStep(errorMs: Millis, intervalMs: Millis): Millis {
  if (Math.abs(errorMs) < DEAD_BAND_MS) return 0;
  const mostMs = MAX_SLEW * intervalMs;
  return Math.max(-mostMs, Math.min(mostMs, errorMs));
}
