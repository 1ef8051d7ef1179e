/** How the times of a sound go with the samples it is made of. */
export interface SoundClock {
  /** How far its samples get ahead of its times or fall behind, in seconds, beside leaps. */
  readonly driftS: number;
  /** The same for each second, on average; positive where the times run ahead of the samples. */
  readonly driftPerS: number;
  /** How often the times leap: there are gaps, or sounds that overlap. */
  readonly leaps: number;
  /** How much the times of neighbouring packets are off at random, in seconds. */
  readonly jitterS: number;
}

/** How the sound is brought in step with its times. */
export type SoundSync =
  /** It is in step. */
  | { readonly kind: 'steady' }
  /** It leaps: gaps are filled and overlaps cut where they are more than this. */
  | { readonly kind: 'leaping'; readonly toleratedS: number }
  /** It drifts: it is stretched. What is corrected is always a little late, for which its times are moved. */
  | { readonly kind: 'drifting'; readonly leadS: number; readonly toleratedS: number };

const WINDOW_S = 0.25;
/** A leap is this large, and so many times the usual step from window to window. */
const LEAST_LEAP_S = 0.004;
/** In a window like this times are not off at random. */
const TIGHT_S = 0.002;
const TIGHT_COUNT = 3;
const LEAP_FACTOR = 6;
/** Nobody hears or sees less. */
const IN_STEP_S = 0.015;
const LEAST_TOLERATED_S = 0.01;
const MOST_TOLERATED_S = 0.1;
const DRIFT_TOLERATED_S = 0.06;
/** The resampler stays a second's drift behind; moving the times by nearly as much keeps its first second in step too. */
const LAG_S = 0.8;

interface Window {
  readonly atS: number;
  readonly meanS: number;
  readonly spreadS: number;
}

/** Takes decoded pieces of a sound; keeps four numbers for each second. */
export class SoundClockMeter {
  readonly #windows: Window[] = [];
  #samplesS: number | undefined;
  #startS = 0;
  #sumS = 0;
  #count = 0;
  #leastS = 0;
  #mostS = 0;

  push(atS: number, durationS: number): void {
    this.#samplesS ??= atS;
    const offS = atS - this.#samplesS;
    this.#samplesS += durationS;
    // A leap must not be taken for a spread within a window, nor spread for leaps.
    const isTight = this.#count >= TIGHT_COUNT && this.#mostS - this.#leastS < TIGHT_S;
    if (isTight && Math.abs(offS - this.#sumS / this.#count) > LEAST_LEAP_S) this.#endWindow();
    if (this.#count === 0) [this.#startS, this.#leastS, this.#mostS] = [atS, offS, offS];
    this.#sumS += offS;
    this.#count += 1;
    this.#leastS = Math.min(this.#leastS, offS);
    this.#mostS = Math.max(this.#mostS, offS);
    if (atS - this.#startS >= WINDOW_S) this.#endWindow();
  }

  /** How many pieces there were. */
  get isEmpty(): boolean {
    return this.#samplesS === undefined;
  }

  summary(): SoundClock {
    this.#endWindow();
    const windows = this.#windows;
    const jitterS = median(windows.map(({ spreadS }) => spreadS));
    const steps = windows.map(({ meanS }, index) => meanS - (windows[index - 1]?.meanS ?? meanS));
    const leastLeapS = Math.max(LEAST_LEAP_S, LEAP_FACTOR * median(steps.map(Math.abs)), 2 * jitterS);
    let leaptS = 0;
    let leaps = 0;
    const smooth = windows.map(({ atS, meanS }, index) => {
      const stepS = steps[index]!;
      if (Math.abs(stepS) > leastLeapS) {
        leaptS += stepS;
        leaps += 1;
      }
      return { atS, offS: meanS - leaptS };
    });
    const off = smooth.map(({ offS }) => offS);
    const driftS =
      off.reduce((most, value) => Math.max(most, value), 0) - off.reduce((least, value) => Math.min(least, value), 0);
    return { driftS, driftPerS: slope(smooth), leaps, jitterS };
  }

  #endWindow(): void {
    if (this.#count === 0) return;
    this.#windows.push({ atS: this.#startS, meanS: this.#sumS / this.#count, spreadS: this.#mostS - this.#leastS });
    this.#sumS = 0;
    this.#count = 0;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Of the line that fits best. */
function slope(points: readonly { atS: number; offS: number }[]): number {
  const count = points.length;
  const meanAt = points.reduce((sum, { atS }) => sum + atS, 0) / count;
  const meanOff = points.reduce((sum, { offS }) => sum + offS, 0) / count;
  const square = points.reduce((sum, { atS }) => sum + (atS - meanAt) ** 2, 0);
  const product = points.reduce((sum, { atS, offS }) => sum + (atS - meanAt) * (offS - meanOff), 0);
  return square > 0 ? product / square : 0;
}

/** Decides how a sound is kept in step. Times that are off at random are left alone: following them would be heard. */
export function planSync({ driftS, driftPerS, leaps, jitterS }: SoundClock): SoundSync {
  const isDrifting = driftS > IN_STEP_S + 2 * jitterS;
  if (isDrifting) return { kind: 'drifting', leadS: LAG_S * driftPerS, toleratedS: DRIFT_TOLERATED_S };
  if (leaps === 0) return { kind: 'steady' };
  return { kind: 'leaping', toleratedS: Math.min(MOST_TOLERATED_S, Math.max(LEAST_TOLERATED_S, 2 * jitterS)) };
}
