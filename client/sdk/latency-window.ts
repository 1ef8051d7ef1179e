import type { Millis } from '../../shared/units.js';

const WINDOW_MS = 1000;
/** Fewer frames than this are the start of a picture, or a browser that was away. */
const LEAST_FRAMES = 10;

interface Seen {
  readonly atMs: Millis;
  readonly latencyMs: Millis;
}

/**
 * The latency of the last second: the mean of its middle half. The odd late frame does not move it, as it would a mean;
 * and where frames alternate between two refreshes of the display, it lies between them, as a median would not.
 */
export class LatencyWindow {
  #seen: Seen[] = [];

  /** @param atMs when the frame was on screen; not earlier than the one before. */
  add(atMs: Millis, latencyMs: Millis): void {
    this.#seen.push({ atMs, latencyMs });
    while (this.#seen[0]!.atMs <= atMs - WINDOW_MS) this.#seen.shift();
  }

  clear(): void {
    this.#seen = [];
  }

  /** Null while too little was seen of the second before `nowMs`. */
  latencyMs(nowMs: Millis): Millis | null {
    const sorted = this.#seen
      .filter(({ atMs }) => atMs > nowMs - WINDOW_MS)
      .map(({ latencyMs }) => latencyMs)
      .sort((a, b) => a - b);
    if (sorted.length < LEAST_FRAMES) return null;
    const outside = Math.floor(sorted.length / 4);
    const middle = sorted.slice(outside, sorted.length - outside);
    return middle.reduce((sum, latencyMs) => sum + latencyMs, 0) / middle.length;
  }
}
