import type { Millis } from '../../shared/units.js';

/** Time, as everything but the clock module is given it. */
export interface Clock {
  /** The master clock, UTC milliseconds with a fraction; it never goes back. */
  now(): Millis;
  /** Calls back once, not before `delayMs` have gone by; the disposer it returns cancels it. */
  setTimer(delayMs: Millis, callback: () => void): () => void;
}
