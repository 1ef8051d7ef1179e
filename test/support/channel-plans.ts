import { ChannelPlan, type PlannedEntry } from '../../shared/timeline/channel-plan.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { once } from '../../shared/timeline/occurrence-starts.js';
import { type PlannedItem, SequencePlan } from '../../shared/timeline/sequence-plan.js';
import { item, slate } from './timeline-items.js';

const grid = gridFor(30);
const gapFill = slate(60);

/** A position that plays one media to everybody. */
export function position(mediaId: string, frames: number): PlannedItem {
  return { identity: mediaId, frames, choices: [{ when: {}, item: item(mediaId, frames) }] };
}

export function sequencePlan(items: readonly PlannedItem[], revision = 1): SequencePlan {
  return new SequencePlan('s', revision, items, gapFill.items[0]!);
}

/** The built-in slate, as an entry has it. */
export function slatePlan(frames: number): SequencePlan {
  const [pad] = slate(frames).items;
  return new SequencePlan(null, 1, [{ identity: 'slate', frames, choices: [{ when: {}, item: pad! }] }], pad!);
}

export function runOf(sequence: SequencePlan): PlannedEntry['runs'][number] {
  return { fromFrame: Number.NEGATIVE_INFINITY, originFrame: null, sequence };
}

/** A loop of 90 frames of `one` and 60 of `two`, for everybody, that starts at frame 3000 and has no end. */
export function plannedEntry(fields: Partial<PlannedEntry> = {}): PlannedEntry {
  return {
    ...{ id: 'e', priority: 0, when: {}, starts: once(3000), lengthFrames: Number.POSITIVE_INFINITY, loops: true },
    runs: [runOf(sequencePlan([position('one', 90), position('two', 60)]))],
    ...fields,
  };
}

export function planOf(...entries: PlannedEntry[]): ChannelPlan {
  return new ChannelPlan({ version: 1, grid, gapFill, entries });
}
