import { compileLineup, type Lineup, type LineupSource } from '../../shared/timeline/lineup.js';
import { once } from '../../shared/timeline/occurrence-starts.js';
import { PlacedEntry } from '../../shared/timeline/placed-entry.js';
import type { ScheduleEntry } from '../../shared/timeline/schedule.js';
import { compileSequence, type Item, type Sequence } from '../../shared/timeline/sequence.js';
import type { FrameIndex } from '../../shared/units.js';

/** All of a media whose object has the media's own name, unless said otherwise. */
export function item(mediaId: string, frames: number, rest: Partial<Item> = {}): Item {
  return { kind: 'media', mediaId, objectId: mediaId, title: mediaId, inFrame: 0, frames, head: null, ...rest };
}

/** What is on air in gaps, and where a host went to it. */
export function slate(frames: number): Sequence {
  return compileSequence(null, 1, [item('slate', frames, { kind: 'slate' })]);
}

/** A sequence that is looped from one frame to another. */
export interface LoopedEntry {
  readonly id: string;
  readonly sequence: Sequence;
  readonly startFrame: FrameIndex;
  /** Infinity for a loop without an end. */
  readonly endFrame: FrameIndex;
  readonly priority: number;
}

export function compileLoops(source: Omit<LineupSource, 'entries'> & { entries: readonly LoopedEntry[] }): Lineup {
  return compileLineup({ ...source, entries: source.entries.map((entry) => new PlacedEntry(loopedEntry(entry))) });
}

function loopedEntry({ id, sequence, startFrame, endFrame, priority }: LoopedEntry): ScheduleEntry {
  return {
    ...{ id, priority, starts: once(startFrame), lengthFrames: endFrame - startFrame, loops: true },
    runs: [{ fromFrame: Number.NEGATIVE_INFINITY, originFrame: null, sequence }],
  };
}
