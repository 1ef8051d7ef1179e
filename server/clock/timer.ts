import type { Millis } from '../../shared/units.js';

/** Calls back once, not before `delayMs` have gone by; the disposer cancels it. */
export function setTimer(delayMs: Millis, callback: () => void): () => void {
  const timer = setTimeout(callback, Math.ceil(delayMs));
  return () => clearTimeout(timer);
}
