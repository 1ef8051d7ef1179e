import type { Millis } from './units.js';

/** How fast two clocks may drift apart: generous for the quartz of laptops and phones (RFC 5905 assumes 15 ppm). */
const MAX_DRIFT = 100e-6;

/** Clocks read in fractions of a millisecond are rounded by browsers (W3C High Resolution Time, section 7.1). */
const READING_ERROR_MS = 0.2;

const MAX_SAMPLES = 16;

/** One exchange with the master clock, seen from here. */
export interface ClockSample {
  /** Local time of the answer's arrival. */
  readonly takenAtMs: Millis;
  /** Master time − local time, if both ways took equally long. */
  readonly offsetMs: Millis;
  readonly rttMs: Millis;
}

export interface ClockEstimate {
  /** Add to local time to have master time. */
  readonly offsetMs: Millis;
  /** The shortest round trip seen lately. */
  readonly rttMs: Millis;
  /** The true offset is within this of `offsetMs`. */
  readonly errorMs: Millis;
}

/**
 * The four-timestamp exchange of NTP (RFC 5905, section 8): asked at t0 and answered at t3 on the local clock, received
 * at t1 and sent back at t2 on the master's. `null` when the four cannot belong together.
 */
export function clockSample(t0: Millis, t1: Millis, t2: Millis, t3: Millis): ClockSample | null {
  const rttMs = t3 - t0 - (t2 - t1);
  const offsetMs = (t1 - t0 + (t2 - t3)) / 2;
  if (!Number.isFinite(offsetMs) || rttMs < -READING_ERROR_MS || t2 < t1) return null;
  return { takenAtMs: t3, offsetMs, rttMs: Math.max(0, rttMs) };
}

/**
 * The window of samples with one more. A sample bounds the offset from both sides; an older one whose bounds no longer
 * meet the new one's was taken before a clock moved (a laptop slept, a server was replaced) and is dropped.
 */
export function withSample(window: readonly ClockSample[], sample: ClockSample): ClockSample[] {
  const agreeing = window.filter((older) => {
    const apartMs = Math.abs(older.offsetMs - sample.offsetMs);
    return apartMs <= errorAt(older, sample.takenAtMs) + errorAt(sample, sample.takenAtMs);
  });
  return [...agreeing, sample].slice(-MAX_SAMPLES);
}

/** The best of the window at a local instant: the sample with the smallest error bound. `null` for an empty window. */
export function estimateClock(window: readonly ClockSample[], nowMs: Millis): ClockEstimate | null {
  const [first, ...rest] = window;
  if (first === undefined) return null;
  const best = rest.reduce((a, b) => (errorAt(b, nowMs) < errorAt(a, nowMs) ? b : a), first);
  return { offsetMs: best.offsetMs, rttMs: best.rttMs, errorMs: errorAt(best, nowMs) };
}

/** The two ways share the round trip in an unknown ratio, so half of it; and clocks drift while a sample ages. */
function errorAt(sample: ClockSample, nowMs: Millis): Millis {
  return sample.rttMs / 2 + READING_ERROR_MS + Math.abs(nowMs - sample.takenAtMs) * MAX_DRIFT;
}
