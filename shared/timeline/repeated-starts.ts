import type { FrameIndex, Millis } from '../units.js';
import { frameAt, type Grid, snapToGrid } from './grid.js';
import type { OccurrenceStarts } from './occurrence-starts.js';
import { Recurrence } from './recurrence.js';

export interface RepeatingStart {
  /** The value of an RFC 5545 RRULE. */
  readonly rule: string;
  /** An IANA name. */
  readonly timeZone: string;
  readonly startsAtMs: Millis;
}

/** The starts that a recurrence rule gives, each on its nearest grid step. None is kept: they are worked out when asked for. */
export class RepeatedStarts implements OccurrenceStarts {
  readonly definition: readonly (string | number)[];
  readonly repeats = true;
  readonly firstFrame: FrameIndex;
  readonly lastFrame = Number.POSITIVE_INFINITY;
  readonly mostADay: number;
  readonly cycleDays: number;
  readonly #recurrence: Recurrence;
  readonly #grid: Grid;

  constructor({ rule, timeZone, startsAtMs }: RepeatingStart, grid: Grid) {
    this.#recurrence = new Recurrence(rule, startsAtMs, timeZone);
    this.#grid = grid;
    this.firstFrame = this.#frameOf(startsAtMs);
    this.mostADay = this.#recurrence.mostADay;
    this.cycleDays = this.#recurrence.cycleDays;
    this.definition = ['repeat', rule.toUpperCase(), timeZone, startsAtMs];
  }

  lastAtOrBefore(frame: FrameIndex): FrameIndex | undefined {
    const last = this.#recurrence.lastBefore(this.#snapsBefore(frame + 1));
    return last === undefined ? undefined : this.#frameOf(last);
  }

  between(fromFrame: FrameIndex, toFrame: FrameIndex): readonly FrameIndex[] {
    const found = this.#recurrence.between(this.#snapsBefore(fromFrame), this.#snapsBefore(toFrame));
    return found.map((atMs) => this.#frameOf(atMs));
  }

  /** The instant before which every instant snaps to a frame before this one. */
  #snapsBefore(frame: FrameIndex): Millis {
    const { framesPerStep, stepMs } = this.#grid;
    return (Math.ceil(frame / framesPerStep) - 0.5) * stepMs;
  }

  #frameOf(atMs: Millis): FrameIndex {
    return frameAt(this.#grid, snapToGrid(this.#grid, atMs));
  }
}
