import type { FrameIndex, Millis } from '../units.js';
import { frameAt, frameTimeMs, type Grid, snapToGrid } from './grid.js';
import type { OccurrenceStarts } from './occurrence-starts.js';
import { Recurrence } from './recurrence.js';
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
  readonly lastFrame = Number.POSITIVE_INFINITY;
  readonly #startsAtMs: Millis;
  readonly #recurrence: Recurrence;
  readonly #grid: Grid;
  readonly #years = new Map<number, readonly FrameIndex[]>();

  constructor({ rule, timeZone, startsAtMs }: RepeatingStart, grid: Grid) {
    this.#startsAtMs = startsAtMs;
    this.#recurrence = new Recurrence(rule, startsAtMs, timeZone);
    this.#grid = grid;
    this.firstFrame = this.#frameOf(startsAtMs);
    this.definition = ['repeat', rule.toUpperCase(), timeZone, startsAtMs];
  }

  lastAtOrBefore(frame: FrameIndex): FrameIndex | undefined {
    if (frame < this.firstFrame) return undefined;
    const limit = Math.min(frame, this.#frameOf(this.#recurrence.lastMs));
    if (limit < this.firstFrame) return undefined;
    let toMs = this.#yearStartMs(limit);
    const found = lastOf(this.#year(toMs), limit) ?? lastOf(this.#year(toMs - YEAR_MS), limit);
    if (found !== undefined) return found;
    // Rare: a rule with long pauses. Each step back looks twice as far as the one before.
    for (let spanMs = YEAR_MS; toMs > this.#startsAtMs; spanMs *= 2) {
      const last = this.#recurrence.between(toMs - spanMs, toMs).at(-1);
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
    // Half a step earlier, because an instant may snap to the step behind it.
    const shiftMs = this.#grid.stepMs / 2;
    const found = this.#recurrence.between(fromMs - shiftMs, fromMs + YEAR_MS - shiftMs);
    const starts = [...new Set(found.map((atMs) => this.#frameOf(atMs)))];
    if (this.#years.size >= MOST_YEARS_KEPT) this.#years.delete(this.#years.keys().next().value!);
    this.#years.set(fromMs, starts);
    return starts;
  }

  #frameOf(atMs: Millis): FrameIndex {
    return Number.isFinite(atMs) ? frameAt(this.#grid, snapToGrid(this.#grid, atMs)) : atMs;
  }
}

function lastOf(starts: readonly FrameIndex[], limit: FrameIndex): FrameIndex | undefined {
  const last = starts[lastAtOrBefore(starts, limit)];
  return last !== undefined && last <= limit ? last : undefined;
}
