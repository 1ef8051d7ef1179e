import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import { type ChannelRecord, ChannelStore } from './channel-store.js';
import { inSlices } from './in-slices.js';
import { type MediaRecord, MediaStore } from './media-store.js';
import {
  type EndedRecord,
  entryFromRow,
  revisionsIn,
  type ScheduleVersionRecord,
  type StoredEntry,
  versionFromRow,
} from './schedule-row.js';
import type { DatabaseSchema } from './schema.js';
import { mediaOf, type SequenceRevisionRecord, SequenceStore } from './sequence-store.js';

/** A version of a channel's schedule: the newest unless one is named, or an instant that one was in force at. */
export interface AsOf {
  readonly version?: number;
  readonly atMs?: Millis;
}

/** All that a channel's lineups are compiled from, as one version of its schedule has it (TL2). */
export interface ChannelContent {
  /** With the filler and the number of that version. */
  readonly channel: ChannelRecord;
  readonly effectiveAtMs: Millis;
  /** What had ended by then; null where that was not written down. */
  readonly ended: readonly EndedRecord[] | null;
  readonly entries: readonly StoredEntry[];
  /** Every one that an entry's runs name. */
  readonly revisions: readonly SequenceRevisionRecord[];
  /** The ready ones of those that the revisions and the filler name. */
  readonly media: readonly MediaRecord[];
}

/**
 * Undefined without such a channel, or such a version of it. It takes no transaction: the rows of a version never change,
 * so that whatever is written meanwhile, what is read of it belongs together.
 */
export async function loadChannelContent(
  db: Kysely<DatabaseSchema>,
  slug: string,
  asOf: AsOf = {},
): Promise<ChannelContent | undefined> {
  const channel = await new ChannelStore(db).find(slug);
  if (channel === undefined) return undefined;
  const version = await findVersion(db, slug, { version: channel.scheduleVersion, ...asOf });
  if (version === undefined) return undefined;
  const entries = await entriesAsOf(db, slug, version.version);
  const revisions = await new SequenceStore(db).revisions(revisionsIn(entries));
  const needed = mediaNeeded(revisions, version.fillerMediaId);
  return {
    channel: { ...channel, fillerMediaId: version.fillerMediaId, scheduleVersion: version.version },
    effectiveAtMs: version.effectiveAtMs,
    ended: version.ended,
    entries,
    revisions,
    media: await new MediaStore(db).readyOf(needed),
  };
}

/** Every media that revisions and a filler name. */
export function mediaNeeded(revisions: readonly SequenceRevisionRecord[], fillerMediaId: string | null): Set<string> {
  const needed = new Set(revisions.flatMap(({ items }) => [...mediaOf(items)]));
  if (fillerMediaId !== null) needed.add(fillerMediaId);
  return needed;
}

/** The version that is named, or that was in force at an instant. */
export async function findVersion(
  db: Kysely<DatabaseSchema>,
  slug: string,
  { version, atMs }: AsOf,
): Promise<ScheduleVersionRecord | undefined> {
  const versions = db.selectFrom('schedule_versions').selectAll().where('channel_slug', '=', slug);
  if (atMs === undefined) {
    const row = await versions.where('version', '=', version!).executeTakeFirst();
    return row && versionFromRow(row);
  }
  const newestFirst = versions.where('effective_at_ms', '<=', atMs).orderBy('version', 'desc');
  // Of an instant before there was a schedule, the first one tells what it would have been.
  const row =
    (await newestFirst.limit(1).executeTakeFirst()) ?? (await versions.orderBy('version').limit(1).executeTakeFirst());
  return row && versionFromRow(row);
}

/** The entries that one version of a channel's schedule has. */
async function entriesAsOf(db: Kysely<DatabaseSchema>, slug: string, version: number): Promise<StoredEntry[]> {
  const rows = await db
    .selectFrom('schedule_entries')
    .selectAll()
    .where('channel_slug', '=', slug)
    .where('added_in', '<=', version)
    .where(({ eb, or }) => or([eb('removed_in', 'is', null), eb('removed_in', '>', version)]))
    .orderBy('starts_at_ms')
    .orderBy('id')
    .execute();
  return inSlices(rows, entryFromRow);
}
