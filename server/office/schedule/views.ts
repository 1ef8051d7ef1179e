import type { EntryView, VersionView } from '../../../shared/api/schedule.js';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import { framesOfTurn } from '../planning/channel-timeline.js';
import type { ScheduleVersionRecord, StoredEntry } from '../store/schedule-store.js';
import type { SequenceRecord } from '../store/sequence-store.js';
import type { PlanRoom } from './edit-verdict.js';

export function sequenceView(sequence: SequenceRecord, { grid }: Pick<PlanRoom, 'grid'>): SequenceView {
  const { id, name, revision, items, createdAtMs, updatedAtMs } = sequence;
  const durationMs = frameTimeMs(grid, framesOfTurn(sequence, grid));
  return { id, name, revision, durationMs, items, createdAtMs, updatedAtMs };
}

export function entryView(entry: StoredEntry): EntryView {
  const { id, sequenceId, repeat, timeZone, priority, when, runs } = entry;
  return {
    ...{ id, sequenceId, startsAt: entry.startsAtMs, endsAt: entry.endsAtMs, loop: entry.loops },
    ...{ repeat, timeZone, priority, when },
    ...{ revision: entry.addedIn, sequenceRevision: runs.at(-1)?.revision ?? null },
  };
}

export function versionView(record: ScheduleVersionRecord): VersionView {
  const { version, atMs: at, effectiveAtMs: effectiveAt, actor, action } = record;
  const { text, ...summary } = record.summary;
  return { version, at, effectiveAt, actor, action, text: typeof text === 'string' ? text : action, summary };
}
