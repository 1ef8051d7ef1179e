import type { AudienceChange } from '../../../shared/api/edit.js';
import type { Millis } from '../../../shared/units.js';

type AirChange = AudienceChange['changes'][number];
type OnAir = AirChange['before'];

/** Changes one behind the other that come of one sequence, or of one gap, that is on air now. */
export interface ChangeRun {
  readonly from: Millis;
  /** Null: it never ends. */
  readonly to: Millis | null;
  /** What would have been on air, each but once, in order. */
  readonly before: readonly OnAir[];
  readonly after: readonly OnAir[];
}

/** Joins changes to those before them, as a host sees them: an hour of a programme is one change, not twenty. */
export function changeRuns(changes: readonly AirChange[]): ChangeRun[] {
  const runs: ChangeRun[] = [];
  for (const { from, to, before, after } of changes) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === from && isOfOne(last.after[0]!, after)) {
      runs[runs.length - 1] = { ...last, to, before: withOne(last.before, before), after: withOne(last.after, after) };
    } else {
      runs.push({ from, to, before: [before], after: [after] });
    }
  }
  return runs;
}

function isOfOne(one: OnAir, other: OnAir): boolean {
  if (one.sequenceId !== other.sequenceId) return false;
  return one.sequenceId !== null || one.mediaId === other.mediaId;
}

function withOne(list: readonly OnAir[], one: OnAir): readonly OnAir[] {
  return list.some(({ mediaId }) => mediaId === one.mediaId) ? list : [...list, one];
}
