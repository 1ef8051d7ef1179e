import { z } from 'zod';
import { conditionSchema, type StoredCondition } from '../../../shared/api/sequences.js';
import type { Millis } from '../../../shared/units.js';
import type { ScheduleEntryTable, ScheduleVersionTable } from './schema.js';

/** From `fromMs` on, an entry plays this revision of its sequence. */
export interface RevisionRun {
  /** Null in the first run alone: from the start of the entry. */
  readonly fromMs: Millis | null;
  readonly revision: number;
  /** Where a turn of the revision starts, for the occurrence that was on air at `fromMs`; null: at its own start. */
  readonly originMs: Millis | null;
}

/** A sequence, or the built-in slate, placed on a channel. Instants are UTC milliseconds, on the grid. */
export interface ScheduleEntryRecord {
  readonly id: string;
  readonly channelSlug: string;
  /** Null for the slate. */
  readonly sequenceId: string | null;
  readonly startsAtMs: Millis;
  /** Null: after one turn of the sequence, or never when it loops. */
  readonly endsAtMs: Millis | null;
  readonly loops: boolean;
  /** An RRULE value (RFC 5545, section 3.3.10); null for once. */
  readonly repeat: string | null;
  /** The IANA time zone that `repeat` counts in; null for UTC. */
  readonly timeZone: string | null;
  readonly priority: number;
  /** The audiences it is for; `{}` is everybody. */
  readonly when: StoredCondition;
  /** In the order of `fromMs`; none for the slate, which has no revisions. */
  readonly runs: readonly RevisionRun[];
}

/** An entry as one version of the schedule has it. */
export interface StoredEntry extends ScheduleEntryRecord {
  /** The version that last changed it. */
  readonly addedIn: number;
}

/** When what is for an audience was last over. */
export interface EndedRecord {
  readonly when: StoredCondition;
  readonly endMs: Millis;
}

/** A change of a channel's schedule (TL4), and its audit line. */
export interface ScheduleVersionRecord {
  readonly channelSlug: string;
  readonly version: number;
  readonly atMs: Millis;
  /** From here on the version is in force; never before an earlier version's. */
  readonly effectiveAtMs: Millis;
  readonly actor: string;
  readonly action: string;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly fillerMediaId: string | null;
  /** What had ended when it took effect; null where that was not written down. */
  readonly ended: readonly EndedRecord[] | null;
}

const runsSchema = z.array(
  z.object({ fromMs: z.number().nullable(), revision: z.number(), originMs: z.number().nullable() }),
);
const endedSchema = z.array(z.object({ when: conditionSchema, endMs: z.number() }));
const summarySchema = z.record(z.string(), z.unknown());

/** The revisions of sequences that some entries name. */
export function revisionsIn(
  entries: readonly Pick<ScheduleEntryRecord, 'sequenceId' | 'runs'>[],
): { sequenceId: string; revision: number }[] {
  return entries.flatMap(({ sequenceId, runs }) =>
    sequenceId === null ? [] : runs.map(({ revision }) => ({ sequenceId, revision })),
  );
}

export function runsFromColumn(runs: string): RevisionRun[] {
  return runsSchema.parse(JSON.parse(runs));
}

/** Those that are, or come, into force after an instant. */
export function runsAfter(runs: readonly RevisionRun[], atMs: Millis): readonly RevisionRun[] {
  return runs.filter((_, index) => (runs[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) > atMs);
}

export function entryFromRow(row: ScheduleEntryTable): StoredEntry {
  return {
    ...{ id: row.id, channelSlug: row.channel_slug, sequenceId: row.sequence_id, addedIn: row.added_in },
    ...{ startsAtMs: row.starts_at_ms, endsAtMs: row.ends_at_ms, loops: row.loops === 1 },
    ...{ repeat: row.repeat, timeZone: row.time_zone, priority: row.priority },
    when: conditionSchema.parse(JSON.parse(row.condition)),
    runs: runsFromColumn(row.runs),
  };
}

export function rowFromEntry(entry: ScheduleEntryRecord, addedIn: number): ScheduleEntryTable {
  return {
    ...{ channel_slug: entry.channelSlug, id: entry.id, added_in: addedIn, removed_in: null },
    ...{ sequence_id: entry.sequenceId, starts_at_ms: entry.startsAtMs, ends_at_ms: entry.endsAtMs },
    ...{ loops: entry.loops ? 1 : 0, repeat: entry.repeat, time_zone: entry.timeZone, priority: entry.priority },
    ...{ condition: JSON.stringify(entry.when), runs: JSON.stringify(entry.runs) },
  };
}

export function versionFromRow(row: ScheduleVersionTable): ScheduleVersionRecord {
  return {
    ...{ channelSlug: row.channel_slug, version: row.version, atMs: row.at_ms, effectiveAtMs: row.effective_at_ms },
    ...{ actor: row.actor, action: row.action, summary: summarySchema.parse(JSON.parse(row.summary)) },
    fillerMediaId: row.filler_media_id,
    ended: row.ended === null ? null : endedSchema.parse(JSON.parse(row.ended)),
  };
}
