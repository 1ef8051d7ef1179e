import type { Millis } from '../../shared/units.js';

/** Upper bounds of the lateness buckets, milliseconds; the last bucket has none. */
export const LATENESS_BOUNDS_MS = [0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 20, 33, 50, 100, 250, 1000] as const;

/** What all feeds of a process did, as counters that only grow. */
export class PlayoutStats {
  packets = 0;
  bytes = 0;
  frames = 0;
  /** Times a feed was late by more than a GOP and went on at the present. */
  skips = 0;
  /** Frames that were due but never left: skipped, or waiting for an IDR on their layer. */
  framesMissed = 0;
  /** Times a fragment was due before it was loaded. */
  stalls = 0;
  /** Fragments that could not be read; the slate stood in for them. */
  faults = 0;
  /** Times a packet could not be handed over, as to a dead worker. */
  sinkErrors = 0;
  /** Frames by how late their first packet left, one count for each of {@link LATENESS_BOUNDS_MS} and one above. */
  readonly latenessCounts = new Float64Array(LATENESS_BOUNDS_MS.length + 1);

  frameLeft(latenessMs: Millis): void {
    this.frames += 1;
    let bucket = 0;
    while (bucket < LATENESS_BOUNDS_MS.length && latenessMs > LATENESS_BOUNDS_MS[bucket]!) bucket += 1;
    this.latenessCounts[bucket]! += 1;
  }
}
