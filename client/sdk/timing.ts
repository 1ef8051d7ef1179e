import type { Millis } from '../../shared/units.js';

/** Undoes what the call that returned it has set up; calling it again does nothing. */
export type Cancel = () => void;

/** The time and the timers of the SDK: every unit is given them, none reaches for the browser's own. */
export interface Timing {
  /** Monotonic milliseconds, on the time line of `performance.now()` and of video frame callbacks. */
  now(): Millis;
  setTimer(delayMs: Millis, action: () => void): Cancel;
}

export const browserTiming: Timing = {
  now: () => performance.now(),
  setTimer: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** What `now() = 0` was by the device's own clock, UTC milliseconds. */
export const DEVICE_ORIGIN_MS: Millis = performance.timeOrigin;

/** Runs an action after each period, counted from the end of the run before. */
export function every(timing: Timing, periodMs: Millis, action: () => void): Cancel {
  let cancel: Cancel = timing.setTimer(periodMs, tick);
  function tick(): void {
    cancel = timing.setTimer(periodMs, tick);
    action();
  }
  return () => cancel();
}

/** Settles after a delay, or at once when the signal aborts; never rejects. */
export function pause(timing: Timing, delayMs: Millis, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = timing.setTimer(delayMs, finish);
    signal.addEventListener('abort', finish);
  });
}
