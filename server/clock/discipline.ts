import type { Millis } from '../../shared/units.js';
import { slewStep } from './slew.js';

/** Larger errors are not slewed if that can be helped: at 500 ppm more than four minutes (STEPT in RFC 5905, section 7.1). */
export const STEP_MS: Millis = 128;

export interface ClockSituation {
  /** By how much the clock is behind UTC; negative when it is ahead. */
  readonly errorMs: Millis;
  readonly intervalMs: Millis;
  /** A picture that is on air must not jump. */
  readonly isOnAir: boolean;
  /** The machine was suspended since the last look: whatever was on air has stopped anyway. */
  readonly hasSlept: boolean;
}

/** By how much the clock moves at one look. */
export function correction({ errorMs, intervalMs, isOnAir, hasSlept }: ClockSituation): Millis {
  const mayStep = !isOnAir || (hasSlept && errorMs > 0);
  return Math.abs(errorMs) > STEP_MS && mayStep ? errorMs : slewStep(errorMs, intervalMs);
}
