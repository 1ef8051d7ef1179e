import type { FrameIndex, Millis } from '../units.js';
import { frameAt, frameTimeMs, type Grid, snapToGrid } from './grid.js';
import type { OccurrenceStarts } from './occurrence-starts.js';
import { lastOccurrence, occurrencesBetween } from './recurrence.js';
import { lastAtOrBefore } from './sequence.js';

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;
const MOST_YEARS_KEPT = 32;

export interface RepeatingStart {
  /** The value of an RFC 5545 RRULE. */
  readonly rule: string;
  /** An IANA name. */
  readonly timeZone: string;
  readonly startsAtMs: Millis;
}

/** The starts that a recurrence rule gives, each on its nearest grid step; worked out a year at a time when asked for. */
export class RepeatedStarts implements OccurrenceStarts {
  readonly definition: readonly (string | number)[];
  readonly repeats = true;
  readonly firstFrame: FrameIndex;
  readonly #start: RepeatingStart;
  readonly #grid: Grid;
  readonly #years = new Map<number, readonly FrameIndex[]>();
  /** When the rule ends, once it was asked for; Infinity for a rule without an end. */
  #lastMs: Millis | undefined;

  constructor(start: RepeatingStart, grid: Grid) {
    this.#start = start;
    this.#grid = grid;
    this.firstFrame = this.#frameOf(start.startsAtMs);
    this.definition = ['repeat', start.rule.toUpperCase(), start.timeZone, start.startsAtMs];
  }

  lastAtOrBefore(frame: FrameIndex): FrameIndex | undefined {
    if (frame < this.firstFrame) return undefined;
    const { rule, startsAtMs, timeZone } = this.#start;
    this.#lastMs ??= lastOccurrence(rule, startsAtMs, timeZone);
    const limit = Math.min(frame, this.#frameOf(this.#lastMs));
    let toMs = this.#yearStartMs(limit);
    const found = lastOf(this.#year(toMs), limit) ?? lastOf(this.#year(toMs - YEAR_MS), limit);
    if (found !== undefined) return found;
    // Rare: a rule with long pauses. Each step back looks twice as far as the one before.
    for (let spanMs = YEAR_MS; toMs > startsAtMs; spanMs *= 2) {
      const last = occurrencesBetween(rule, startsAtMs, timeZone, toMs - spanMs, toMs).at(-1);
      if (last !== undefined) return this.#frameOf(last);
      toMs -= spanMs;
    }
    return undefined;
  }

  between(fromFrame: FrameIndex, toFrame: FrameIndex): readonly FrameIndex[] {
    const starts: FrameIndex[] = [];
    if (toFrame <= this.firstFrame) return starts;
    const lastYearMs = this.#yearStartMs(toFrame);
    for (
      let yearMs = this.#yearStartMs(Math.max(fromFrame, this.firstFrame));
      yearMs <= lastYearMs;
      yearMs += YEAR_MS
    ) {
      for (const start of this.#year(yearMs)) if (start >= fromFrame && start < toFrame) starts.push(start);
    }
    return starts;
  }

  #yearStartMs(frame: FrameIndex): Millis {
    return Math.floor(frameTimeMs(this.#grid, frame) / YEAR_MS) * YEAR_MS;
  }

  /** The starts whose frames lie in the 366 days from an instant. */
  #year(fromMs: Millis): readonly FrameIndex[] {
    const known = this.#years.get(fromMs);
    if (known !== undefined) return known;
    const { rule, startsAtMs, timeZone } = this.#start;
    // Half a step earlier, because an instant may snap to the step behind it.
    const shiftMs = this.#grid.stepMs / 2;
    const found = occurrencesBetween(rule, startsAtMs, timeZone, fromMs - shiftMs, fromMs + YEAR_MS - shiftMs);
    const starts = [...new Set(found.map((atMs) => this.#frameOf(atMs)))];
    if (this.#years.size >= MOST_YEARS_KEPT) this.#years.delete(this.#years.keys().next().value!);
    this.#years.set(fromMs, starts);
    return starts;
  }

  #frameOf(atMs: Millis): FrameIndex {
    return atMs === Number.POSITIVE_INFINITY ? atMs : frameAt(this.#grid, snapToGrid(this.#grid, atMs));
  }
}

function lastOf(starts: readonly FrameIndex[], limit: FrameIndex): FrameIndex | undefined {
  const last = starts[lastAtOrBefore(starts, limit)];
  return last !== undefined && last <= limit ? last : undefined;
}
