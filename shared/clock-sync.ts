import type { Millis } from './units.js';

/** How fast two clocks may drift apart: generous for the quartz of laptops and phones (RFC 5905 assumes 15 ppm). */
const MAX_DRIFT = 100e-6;

/** How fast they usually do: what the drift is taken to be near until the samples say otherwise. */
const USUAL_DRIFT = 20e-6;

/** How much a drift changes with temperature and load while a sample ages: the older, the less it counts. */
const DRIFT_WANDER = 5e-6;

/** Clocks read in fractions of a millisecond are rounded by browsers (W3C High Resolution Time, section 7.1). */
const READING_ERROR_MS = 0.2;

/** Of each slot the shortest round trip is kept; ten minutes of them show a drift of a few ppm. */
const SLOT_MS = 10_000;
const MAX_SAMPLES = 60;

/** One exchange with the master clock, seen from here. */
export interface ClockSample {
  /** Local time of the answer's arrival. */
  readonly takenAtMs: Millis;
  /** Master time − local time, if both ways took equally long. */
  readonly offsetMs: Millis;
  readonly rttMs: Millis;
}

export interface ClockEstimate {
  /** The local instant that it was made for. */
  readonly atMs: Millis;
  /** Add to local time to have master time, at that instant. */
  readonly offsetMs: Millis;
  /** The shortest round trip seen lately. */
  readonly rttMs: Millis;
  /** The true offset is within this of `offsetMs`, whatever the path does. */
  readonly errorMs: Millis;
  /** How much faster the master's clock runs, as a share of 1; near 0 until it is known. */
  readonly drift: number;
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
  const last = agreeing.at(-1);
  if (last === undefined || slotOf(last) !== slotOf(sample)) return [...agreeing, sample].slice(-MAX_SAMPLES);
  return last.rttMs < sample.rttMs ? agreeing : [...agreeing.slice(0, -1), sample];
}

/**
 * What the window says of a local instant: a line through the shortest round trips, which every sample's own bounds
 * then hold in check. `null` for an empty window.
 */
export function estimateClock(window: readonly ClockSample[], nowMs: Millis): ClockEstimate | null {
  if (window.length === 0) return null;
  const leastMs = Math.max(...window.map((sample) => sample.offsetMs - errorAt(sample, nowMs)));
  const mostMs = Math.min(...window.map((sample) => sample.offsetMs + errorAt(sample, nowMs)));
  const rttMs = Math.min(...window.map((sample) => sample.rttMs));
  const line = fitLine(window, rttMs, nowMs);
  const offsetMs = Math.min(mostMs, Math.max(leastMs, line.offsetMs));
  return {
    ...{ atMs: nowMs, offsetMs, rttMs },
    errorMs: Math.max(mostMs - offsetMs, offsetMs - leastMs),
    drift: line.drift,
  };
}

/** Master time of a local instant not long before or after the estimate's own. */
export function masterTimeAt({ atMs, offsetMs, drift }: ClockEstimate, localMs: Millis): Millis {
  return localMs + offsetMs + drift * (localMs - atMs);
}

/**
 * Least squares on the envelope: what a round trip took longer than the shortest one was spent in queues, on one way or
 * the other, and makes it count less. The usual drift is the prior of the slope (ridge regression), since a burst of a
 * second says nothing of drift.
 */
function fitLine(
  window: readonly ClockSample[],
  leastRttMs: Millis,
  nowMs: Millis,
): { readonly offsetMs: Millis; readonly drift: number } {
  // Offsets are of the size of UTC: what is summed is the distance from one of them, to keep the digits.
  const originMs = window[0]!.offsetMs;
  const points = window.map(({ takenAtMs, offsetMs, rttMs }) => {
    const deviationMs = (rttMs - leastRttMs) / 2 + READING_ERROR_MS + Math.abs(nowMs - takenAtMs) * DRIFT_WANDER;
    return { atMs: takenAtMs - nowMs, offsetMs: offsetMs - originMs, weight: 1 / deviationMs ** 2 };
  });
  const sum = (value: (point: (typeof points)[number]) => number): number =>
    points.reduce((total, point) => total + point.weight * value(point), 0);
  const weight = sum(() => 1);
  const meanAtMs = sum(({ atMs }) => atMs) / weight;
  const meanOffsetMs = sum(({ offsetMs }) => offsetMs) / weight;
  const together = sum(({ atMs, offsetMs }) => (atMs - meanAtMs) * (offsetMs - meanOffsetMs));
  const spread = sum(({ atMs }) => (atMs - meanAtMs) ** 2);
  const drift = Math.max(-MAX_DRIFT, Math.min(MAX_DRIFT, together / (spread + 1 / USUAL_DRIFT ** 2)));
  return { offsetMs: originMs + meanOffsetMs - drift * meanAtMs, drift };
}

function slotOf({ takenAtMs }: ClockSample): number {
  return Math.floor(takenAtMs / SLOT_MS);
}

/** The two ways share the round trip in an unknown ratio, so half of it; and clocks drift while a sample ages. */
function errorAt(sample: ClockSample, nowMs: Millis): Millis {
  return sample.rttMs / 2 + READING_ERROR_MS + Math.abs(nowMs - sample.takenAtMs) * MAX_DRIFT;
}
