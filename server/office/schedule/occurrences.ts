import type { PlannedEntry } from '../../../shared/timeline/channel-plan.js';
import { stretchesOf } from '../../../shared/timeline/schedule.js';
import type { FrameIndex } from '../../../shared/units.js';

/** One time that an entry is on air, whatever covers it. */
export interface Occurrence {
  readonly startFrame: FrameIndex;
  /** Infinity for a loop without an end. */
  readonly endFrame: FrameIndex;
}

/** The occurrences of an entry that touch [fromFrame, toFrame), in order; at most `limit`. */
export function occurrencesBetween(
  entry: PlannedEntry,
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
  limit: number,
): Occurrence[] {
  const earlier = entry.starts.lastAtOrBefore(fromFrame);
  const starts = [...(earlier === undefined ? [] : [earlier]), ...entry.starts.between(fromFrame + 1, toFrame)];
  const occurrences: Occurrence[] = [];
  for (const [index, start] of starts.entries()) {
    if (occurrences.length >= limit) break;
    const stretches = stretchesOf(entry, start, starts[index + 1]);
    const [first, last] = [stretches[0], stretches.at(-1)];
    if (first === undefined || last === undefined || last.endFrame <= fromFrame) continue;
    occurrences.push({ startFrame: first.startFrame, endFrame: last.endFrame });
  }
  return occurrences;
}
