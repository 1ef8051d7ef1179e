import type { Millis } from '../../../shared/units.js';

const FIRST_DELAY_MS: Millis = 200;
/** A start costs some 50 ms of CPU: a worker that crashes at once for ever costs 1 % of a core. */
const LONGEST_DELAY_MS: Millis = 5000;
/** A worker that was up for so long did not fail because of how it was started. */
const STABLE_AFTER_MS: Millis = 10_000;

/** A killed predecessor lets go of the port within moments: it is asked for often in the first five seconds. */
const QUICK_TRIES_AT_PORT = 25;

/**
 * How long to wait before the next start.
 * @param failures in a row, deaths soon after a start included
 * @param isPortHeld whether the last start failed because another process holds the port
 */
export function restartDelayMs(failures: number, isPortHeld = false): Millis {
  if (failures === 0) return 0;
  if (isPortHeld && failures <= QUICK_TRIES_AT_PORT) return FIRST_DELAY_MS;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 30));
}

export function isStable(upForMs: Millis): boolean {
  return upForMs >= STABLE_AFTER_MS;
}

/** How many failures in a row there are when a worker dies that was up for some time. */
export function failuresAfterDeath(failures: number, upForMs: Millis): number {
  return isStable(upForMs) ? 0 : failures + 1;
}
