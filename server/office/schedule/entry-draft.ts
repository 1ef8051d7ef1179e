import type { EntryEdit, EntryInput } from '../../../shared/api/schedule.js';
import { CodedError } from '../../../shared/errors.js';
import { type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import { checkRecurrence } from '../../../shared/timeline/recurrence.js';
import type { ScheduleEntryRecord, StoredEntry } from '../store/schedule-store.js';

/** What a host says of an entry. */
type EntrySettings = Omit<ScheduleEntryRecord, 'id' | 'channelSlug' | 'runs'>;

/** @throws CodedError bad-request, repeat-invalid */
export function settingsFrom(input: EntryInput, grid: Grid): EntrySettings {
  const { sequenceId, startsAt, endsAt = null, loop = sequenceId === null, repeat = null, timeZone = null } = input;
  const settings: EntrySettings = {
    ...{ sequenceId, startsAtMs: snapToGrid(grid, startsAt), loops: loop, repeat },
    endsAtMs: endsAt === null ? null : snapToGrid(grid, endsAt),
    timeZone: repeat === null ? null : (timeZone ?? 'UTC'),
    ...{ priority: input.priority ?? 0, when: input.when ?? {} },
  };
  check(settings);
  return settings;
}

/** An entry's settings after an edit: what the edit leaves out stays. @throws as {@link settingsFrom} */
export function settingsAfter(entry: StoredEntry, edit: EntryEdit, grid: Grid): EntrySettings {
  const { sequenceId, startsAtMs: startsAt, endsAtMs: endsAt, loops: loop, repeat, timeZone, priority, when } = entry;
  const settings = { sequenceId, startsAt, endsAt, loop, repeat, timeZone, priority, when };
  return settingsFrom({ ...settings, ...(edit.sequenceId === null && { loop: true }), ...edit }, grid);
}

function check({ sequenceId, startsAtMs, endsAtMs, loops, repeat, timeZone }: EntrySettings): void {
  if (endsAtMs !== null && endsAtMs <= startsAtMs)
    throw new CodedError('bad-request', 'endsAt: must be after startsAt');
  if (sequenceId === null && !loops) {
    throw new CodedError('bad-request', 'loop: the slate has no end of its own: leave it out, and say endsAt');
  }
  if (repeat === null) return;
  if (loops && endsAtMs === null) {
    throw new CodedError(
      'bad-request',
      'endsAt: a loop that repeats needs one, or it would never make room for itself',
    );
  }
  try {
    checkRecurrence(repeat, startsAtMs, timeZone ?? 'UTC');
  } catch (error) {
    throw error instanceof RangeError ? new CodedError('repeat-invalid', `repeat: ${error.message}`) : error;
  }
}
