import type { Millis } from '../../shared/units.js';

/** Undoes what the call that returned it has set up; calling it again does nothing. */
export type Cancel = () => void;

/** The time and the timers of the SDK: every unit is given one, none reaches for the browser's own. */
export interface Timing {
  /** Monotonic, on the time line of `performance.now()` and of video frame callbacks. */
  nowMs(): Millis;
  /** What `nowMs() = 0` was by the device's own clock, UTC milliseconds. */
  readonly originMs: Millis;
  after(delayMs: Millis, action: () => void): Cancel;
  /** From 0 up to 1. */
  random(): number;
}

export const browserTiming: Timing = {
  nowMs: () => performance.now(),
  originMs: performance.timeOrigin,
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Runs an action after each period, counted from the end of the run before. */
export function every(timing: Timing, periodMs: Millis, action: () => void): Cancel {
  let cancel: Cancel = timing.after(periodMs, tick);
  function tick(): void {
    cancel = timing.after(periodMs, tick);
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
    const cancel = timing.after(delayMs, finish);
    signal.addEventListener('abort', finish);
  });
}
