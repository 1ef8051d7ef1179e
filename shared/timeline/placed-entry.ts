import type { FrameIndex } from '../units.js';
import { contentHash } from './content-hash.js';
import { byPrecedence, type ScheduleEntry, stretchesOf } from './schedule.js';

/** A schedule entry, with what all lineups that have it on them want to know; many audiences share one. */
export class PlacedEntry {
  readonly entry: ScheduleEntry;
  /** The frame from which on it has nothing more to play. */
  readonly overFrame: FrameIndex;
  #digest: string | undefined;

  /** @throws RangeError for an entry that ends before it starts. */
  constructor(entry: ScheduleEntry) {
    if (!(entry.lengthFrames > 0)) throw new RangeError(`schedule entry ${entry.id} ends before it starts`);
    const { lastFrame } = entry.starts;
    const last = Number.isFinite(lastFrame) ? stretchesOf(entry, lastFrame).at(-1) : undefined;
    this.entry = entry;
    this.overFrame = last?.endFrame ?? Number.POSITIVE_INFINITY;
  }

  get isPlayable(): boolean {
    return this.entry.runs.some(({ sequence }) => sequence !== null);
  }

  /** Short, and equal for entries that decide alike what is on air, whatever their names. */
  get digest(): string {
    this.#digest ??= digestOf(this.entry);
    return this.#digest;
  }
}

/** The order in which entries give way. */
export function placedByPrecedence(a: PlacedEntry, b: PlacedEntry): number {
  return byPrecedence(a.entry, b.entry);
}

function digestOf({ priority, starts, lengthFrames, loops, runs }: ScheduleEntry): string {
  return contentHash([
    ...[priority, ...starts.definition, lengthFrames, loops ? 'loops' : 'once'],
    ...runs.flatMap(({ fromFrame, originFrame, sequence }) => [fromFrame, originFrame, sequence?.hash ?? null]),
  ]);
}
