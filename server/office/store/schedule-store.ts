import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import { type AsOf, type ChannelContent, findVersion, loadChannelContent } from './channel-content.js';
import type { VersionOrigin } from './channel-store.js';
import { inSlices, slicesOf } from './in-slices.js';
import { inTransaction } from './in-transaction.js';
import {
  type EndedRecord,
  entryFromRow,
  revisionsIn,
  rowFromEntry,
  runsFromColumn,
  type ScheduleEntryRecord,
  type ScheduleVersionRecord,
  type StoredEntry,
  versionFromRow,
} from './schedule-row.js';
import type { DatabaseSchema } from './schema.js';

export type {
  EndedRecord,
  RevisionRun,
  ScheduleEntryRecord,
  ScheduleVersionRecord,
  StoredEntry,
} from './schedule-row.js';
export { revisionsIn, runsAfter } from './schedule-row.js';

/** A change of a channel's schedule, which becomes one new version of it (TL4). */
export interface ScheduleChange extends VersionOrigin {
  readonly slug: string;
  readonly action: string;
  readonly summary: Readonly<Record<string, unknown>>;
  /** The entries that end with the version before: those taken out, and those put in anew. */
  readonly remove?: readonly string[];
  readonly add?: readonly ScheduleEntryRecord[];
  /** As it was when left out; null for none. */
  readonly fillerMediaId?: string | null | undefined;
  /** What has ended when it takes effect; null where that is not known. */
  readonly ended?: readonly EndedRecord[] | null;
}

type BareEntry = Omit<ScheduleEntryRecord, 'sequenceId' | 'repeat' | 'timeZone' | 'when' | 'runs'> &
  Partial<ScheduleEntryRecord> & { readonly sequenceId: string };

/** What is on when, version by version: rows are added and ended, and never change. */
export class ScheduleStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** Writes a change as the channel's next version: all of it or nothing. */
  async commit(change: ScheduleChange): Promise<ScheduleVersionRecord> {
    const { slug, remove = [], add = [], fillerMediaId, ended = null } = change;
    return inTransaction(this.#db, async (transaction) => {
      const { schedule_version: version, filler_media_id } = await transaction
        .updateTable('channels')
        .set((column) => ({
          schedule_version: column('schedule_version', '+', 1),
          ...(fillerMediaId === undefined ? {} : { filler_media_id: fillerMediaId }),
        }))
        .where('slug', '=', slug)
        .returning(['schedule_version', 'filler_media_id'])
        .executeTakeFirstOrThrow();
      const row = {
        ...{ channel_slug: slug, version, at_ms: change.atMs, effective_at_ms: change.effectiveAtMs },
        ...{ actor: change.actor, action: change.action, summary: JSON.stringify(change.summary), filler_media_id },
        ended: ended === null ? null : JSON.stringify(ended),
      };
      await transaction.insertInto('schedule_versions').values(row).execute();
      for (const ids of slicesOf(remove)) {
        await transaction
          .updateTable('schedule_entries')
          .set({ removed_in: version })
          .where('channel_slug', '=', slug)
          .where('id', 'in', ids)
          .where('removed_in', 'is', null)
          .execute();
      }
      for (const entries of slicesOf(add)) {
        const rows = entries.map((entry) => rowFromEntry(entry, version));
        await transaction.insertInto('schedule_entries').values(rows).execute();
      }
      return versionFromRow(row);
    });
  }

  /** Adds an entry that has always been there, at the newest revision of its sequence unless it has runs. */
  async add(entry: BareEntry): Promise<void> {
    await inTransaction(this.#db, async (transaction) => {
      const query = transaction.selectFrom('sequences').select('revision').where('id', '=', entry.sequenceId);
      const revision = (await query.executeTakeFirst())?.revision ?? 1;
      const runs = [{ fromMs: null, revision, originMs: null }];
      await new ScheduleStore(transaction).commit({
        ...{ slug: entry.channelSlug, actor: 'server', atMs: 0, effectiveAtMs: 0 },
        ...{ action: 'entry-added', summary: { entryId: entry.id } },
        add: [{ repeat: null, timeZone: null, when: {}, runs, ...entry }],
      });
    });
  }

  /** The entries of the newest version, in the order that they start in. */
  async listOf(slug: string): Promise<StoredEntry[]> {
    return inSlices(await this.#current().where('channel_slug', '=', slug).execute(), entryFromRow);
  }

  /** An entry of the newest version. */
  async find(slug: string, id: string): Promise<StoredEntry | undefined> {
    const row = await this.#current().where('channel_slug', '=', slug).where('id', '=', id).executeTakeFirst();
    return row && entryFromRow(row);
  }

  /** The entries of the newest version of every channel that have a sequence. */
  async listWith(sequenceId: string): Promise<StoredEntry[]> {
    return inSlices(await this.#current().where('sequence_id', '=', sequenceId).execute(), entryFromRow);
  }

  /** The channels whose newest version has a sequence, by slug. */
  async channelsWith(sequenceId: string): Promise<string[]> {
    const rows = this.#db.selectFrom('schedule_entries').select('channel_slug').distinct();
    const found = rows.where('sequence_id', '=', sequenceId).where('removed_in', 'is', null).orderBy('channel_slug');
    return (await found.execute()).map((row) => row.channel_slug);
  }

  /** The revisions that entries of the newest version of any channel name: of every sequence, or of one. */
  async revisionsInUse(sequenceId?: string): Promise<{ sequenceId: string; revision: number }[]> {
    const current = this.#db.selectFrom('schedule_entries').where('removed_in', 'is', null);
    const rows = await (sequenceId === undefined ? current : current.where('sequence_id', '=', sequenceId))
      .select(['sequence_id as sequenceId', 'runs'])
      // Thousands of entries have the same few runs.
      .distinct()
      .execute();
    return revisionsIn(rows.map(({ sequenceId: id, runs }) => ({ sequenceId: id, runs: runsFromColumn(runs) })));
  }

  /** All that a channel's lineups are compiled from; undefined without such a channel or version. */
  content(slug: string, asOf: AsOf = {}): Promise<ChannelContent | undefined> {
    return loadChannelContent(this.#db, slug, asOf);
  }

  async version(slug: string, version: number): Promise<ScheduleVersionRecord | undefined> {
    const rows = this.#db.selectFrom('schedule_versions').selectAll().where('channel_slug', '=', slug);
    const row = await rows.where('version', '=', version).executeTakeFirst();
    return row && versionFromRow(row);
  }

  /** The history, newest first: what is older than version `before`. */
  async versions(slug: string, limit: number, before = Number.MAX_SAFE_INTEGER): Promise<ScheduleVersionRecord[]> {
    const rows = this.#db.selectFrom('schedule_versions').selectAll().where('channel_slug', '=', slug);
    const older = rows.where('version', '<', before).orderBy('version', 'desc').limit(limit);
    return (await older.execute()).map(versionFromRow);
  }

  /** The version in force at an instant, and those that took effect after it and before another; at most `limit`. */
  async versionsFrom(slug: string, fromMs: Millis, beforeMs: Millis, limit: number): Promise<ScheduleVersionRecord[]> {
    const inForce = await findVersion(this.#db, slug, { atMs: fromMs });
    if (inForce === undefined) return [];
    const rows = this.#db.selectFrom('schedule_versions').selectAll().where('channel_slug', '=', slug);
    const later = await rows
      .where('version', '>', inForce.version)
      .where('effective_at_ms', '>', fromMs)
      .where('effective_at_ms', '<', beforeMs)
      .orderBy('version')
      .limit(limit - 1)
      .execute();
    return [inForce, ...later.map(versionFromRow)];
  }

  #current() {
    const rows = this.#db.selectFrom('schedule_entries').selectAll().where('removed_in', 'is', null);
    return rows.orderBy('channel_slug').orderBy('starts_at_ms').orderBy('id');
  }
}
