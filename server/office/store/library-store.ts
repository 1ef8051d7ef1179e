import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { MediaOrder } from '../../../shared/api/media.js';
import type { Millis } from '../../../shared/units.js';
import {
  entryFromRow,
  type MediaEntry,
  type MediaFailure,
  type MediaLayer,
  type MediaSource,
  type MediaState,
  type MediaStatus,
  stateColumns,
} from './media-entry.js';
import { behind, type MediaMark, orderingOf, searchText } from './media-order.js';
import { findMediaUse, type MediaUse } from './media-use.js';
import { noteRemoval } from './object-use-store.js';
import type { DatabaseSchema, MediaTable } from './schema.js';
import { searchable } from './searchable.js';
import { SettingsStore } from './settings-store.js';

const IDENTITY = 'library-id';
const PLACE = 'library-place';

export interface NewMedia {
  readonly id: string;
  readonly title: string;
  readonly source: MediaSource;
}

/** The place behind the last entry of a page. */
export interface PageMark {
  readonly createdAtMs: Millis;
  readonly id: string;
}

export interface LibraryQuery {
  readonly limit: number;
  /** Newest first when left out. */
  readonly sort?: MediaOrder | undefined;
  readonly after?: MediaMark | undefined;
  readonly status?: MediaStatus | undefined;
  /** A part of the title or the file name, whatever its case and accents. */
  readonly search?: string | undefined;
}

export type Renaming =
  | { readonly outcome: 'renamed'; readonly entry: MediaEntry }
  | { readonly outcome: 'stale'; readonly revision: number }
  | { readonly outcome: 'unknown' };

export type Removal =
  | { readonly outcome: 'removed'; readonly entry: MediaEntry }
  | { readonly outcome: 'stale'; readonly revision: number }
  | { readonly outcome: 'in-use'; readonly use: MediaUse }
  | { readonly outcome: 'unknown' };

/** Every media a host has, whatever its state, and with it the queue of preparations. */
export class LibraryStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /**
   * What tells this library from every other; made when first asked for.
   * @param place where the database lies, when a copy of it elsewhere, as of a backup, is another library; null when a copy
   * takes all of its media along.
   */
  async identity(place: string | null): Promise<string> {
    return this.#db.transaction().execute(async (transaction) => {
      const settings = new SettingsStore(transaction);
      const [known, knownPlace] = [await settings.get(IDENTITY), await settings.get(PLACE)];
      const isCopy = place !== null && knownPlace !== undefined && knownPlace !== place;
      const identity = known === undefined || isCopy ? randomUUID() : known;
      if (identity !== known) await settings.set(IDENTITY, identity);
      if (place !== null && place !== knownPlace) await settings.set(PLACE, place);
      return identity;
    });
  }

  /** Queues a media, unless one is made of the same bytes: then that one is the answer. */
  async add({ id, title, source }: NewMedia, nowMs: Millis): Promise<{ entry: MediaEntry; duplicate: boolean }> {
    return this.#db.transaction().execute(async (transaction) => {
      const same = transaction.selectFrom('media').selectAll().where('source_sha256', '=', source.sha256);
      const known = await same.executeTakeFirst();
      if (known !== undefined) return { entry: entryFromRow(known), duplicate: true };
      await transaction
        .insertInto('media')
        .values({
          ...{ id, title, created_at_ms: nowMs, updated_at_ms: nowMs, revision: 1 },
          ...stateColumns({ status: 'queued' }),
          ...{ source_sha256: source.sha256, source_bytes: source.bytes, source_filename: source.filename },
          ...{ search_text: searchText(title, source.filename), attempts: 0 },
        })
        .execute();
      return { entry: entryFromRow(await same.executeTakeFirstOrThrow()), duplicate: false };
    });
  }

  async find(id: string): Promise<MediaEntry | undefined> {
    const row = await rowOf(this.#db, id);
    return row && entryFromRow(row);
  }

  async page({ limit, sort = 'newest', after, status, search }: LibraryQuery): Promise<MediaEntry[]> {
    let query = this.#db.selectFrom('media').selectAll();
    if (status !== undefined) query = query.where('status', '=', status);
    if (search !== undefined) {
      const part = `%${searchable(search).replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where(sql<boolean>`search_text like ${part} escape '\\'`);
    }
    if (after !== undefined) query = query.where(behind(sort, after));
    const { column, direction } = orderingOf(sort);
    const rows = await query.orderBy(column, direction).orderBy('id', direction).limit(limit).execute();
    return rows.map(entryFromRow);
  }

  /** Takes the oldest media of the queue into preparation. */
  async claim(nowMs: Millis): Promise<MediaEntry | undefined> {
    return this.#db.transaction().execute(async (transaction) => {
      const next = await transaction
        .selectFrom('media')
        .select('id')
        .where('status', '=', 'queued')
        .orderBy('created_at_ms')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return next && moveOn(transaction, next.id, 'queued', { status: 'processing', progress: 0 }, nowMs);
    });
  }

  /**
   * Queues again what a process was preparing when it ended; what was begun too often since a host asked for it fails.
   * Only for when nothing is being prepared.
   */
  async requeueInterrupted(mostAttempts: number, givenUp: MediaFailure, nowMs: Millis): Promise<void> {
    const end = (state: MediaState) =>
      this.#db
        .updateTable('media')
        .set({ ...stateColumns(state), updated_at_ms: nowMs })
        .where('status', '=', 'processing');
    await end({ status: 'failed', error: givenUp }).where('attempts', '>=', mostAttempts).execute();
    await end({ status: 'queued' }).execute();
  }

  /** Moves a media from one state to another; undefined when it is not, or no longer, in the former. */
  async moveOn(
    id: string,
    from: MediaStatus,
    to: MediaState,
    nowMs: Millis,
    revise: 'by-host' | 'by-server' = 'by-server',
  ): Promise<MediaEntry | undefined> {
    return this.#db.transaction().execute((transaction) => moveOn(transaction, id, from, to, nowMs, revise));
  }

  async rename(id: string, title: string, expected: number | undefined, nowMs: Millis): Promise<Renaming> {
    return this.#db.transaction().execute(async (transaction): Promise<Renaming> => {
      const row = await rowOf(transaction, id);
      if (row === undefined) return { outcome: 'unknown' };
      if (expected !== undefined && expected !== row.revision) return { outcome: 'stale', revision: row.revision };
      const changed = {
        ...{ title, revision: row.revision + 1, updated_at_ms: nowMs },
        search_text: searchText(title, row.source_filename),
      };
      await transaction.updateTable('media').set(changed).where('id', '=', id).execute();
      return { outcome: 'renamed', entry: entryFromRow({ ...row, ...changed }) };
    });
  }

  /** Forgets a media that nothing refers to, nothing that is yet to be on air among it. */
  async remove(id: string, expected: number | undefined, nowMs: Millis): Promise<Removal> {
    return this.#db.transaction().execute(async (transaction): Promise<Removal> => {
      const row = await rowOf(transaction, id);
      if (row === undefined) return { outcome: 'unknown' };
      if (expected !== undefined && expected !== row.revision) return { outcome: 'stale', revision: row.revision };
      const use = await findMediaUse(transaction, id, nowMs);
      if (use.usedBy.length > 0 || use.fillerOf.length > 0) return { outcome: 'in-use', use };
      await transaction.deleteFrom('media').where('id', '=', id).execute();
      const title = { title: row.title, deleted_at_ms: nowMs };
      await transaction
        .insertInto('deleted_media')
        .values({ id, ...title })
        .onConflict((same) => same.column('id').doUpdateSet(title))
        .execute();
      if (row.object_id !== null) await noteRemoval(transaction, row.object_id, nowMs);
      return { outcome: 'removed', entry: entryFromRow(row) };
    });
  }

  /** The hashes of the sources that are yet to be prepared, or may be tried again. */
  async neededSources(): Promise<Set<string>> {
    const query = this.#db.selectFrom('media').select('source_sha256').where('source_sha256', 'is not', null);
    return new Set((await query.where('status', '!=', 'ready').execute()).map((row) => row.source_sha256!));
  }

  /** Whether a source is yet to be prepared, or may be tried again. */
  async needsSource(sha256: string): Promise<boolean> {
    const query = this.#db.selectFrom('media').select('id').where('source_sha256', '=', sha256);
    return (await query.where('status', '!=', 'ready').executeTakeFirst()) !== undefined;
  }

  /** Ready media that was added without its layers. */
  async withoutLayers(): Promise<{ id: string; objectId: string }[]> {
    const query = this.#db.selectFrom('media').select(['id', 'object_id']).where('layers', 'is', null);
    const rows = await query.where('status', '=', 'ready').execute();
    return rows.map((row) => ({ id: row.id, objectId: row.object_id ?? row.id }));
  }

  /** Lets the AAC of an object be made once more. */
  async queueAac(objectId: string): Promise<void> {
    await this.#db
      .updateTable('media')
      .set({ aac: 'queued', aac_attempts: 0 })
      .where('object_id', '=', objectId)
      .where('status', '=', 'ready')
      .execute();
  }

  async setLayers(id: string, layers: readonly MediaLayer[]): Promise<void> {
    await this.#db
      .updateTable('media')
      .set({ layers: JSON.stringify(layers) })
      .where('id', '=', id)
      .execute();
  }
}

function rowOf(db: Kysely<DatabaseSchema>, id: string) {
  return db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst();
}

async function moveOn(
  transaction: Kysely<DatabaseSchema>,
  id: string,
  from: MediaStatus,
  to: MediaState,
  nowMs: Millis,
  revise: 'by-host' | 'by-server' = 'by-server',
): Promise<MediaEntry | undefined> {
  const row = await rowOf(transaction, id);
  if (row?.status !== from) return undefined;
  const revision = row.revision + (revise === 'by-host' ? 1 : 0);
  const changed = { ...stateColumns(to), revision, updated_at_ms: nowMs, attempts: attemptsOf(row, to) };
  await transaction.updateTable('media').set(changed).where('id', '=', id).execute();
  if (row.object_id !== null && to.status !== 'ready') await noteRemoval(transaction, row.object_id, nowMs);
  return entryFromRow({ ...row, ...changed });
}

/** Whatever ends in order is not counted: only a preparation that took the process with it leaves its attempt behind. */
function attemptsOf({ status, attempts }: Pick<MediaTable, 'status' | 'attempts'>, to: MediaState): number {
  if (to.status !== 'processing') return 0;
  return status === 'processing' ? attempts : attempts + 1;
}
