import { type Kysely, sql } from 'kysely';
import type { StoredItem } from '../../../shared/api/sequences.js';
import type { Millis } from '../../../shared/units.js';
import { slicesOf } from './in-slices.js';
import { inTransaction } from './in-transaction.js';
import type { PageMark } from './library-store.js';
import { MediaStore } from './media-store.js';
import type { DatabaseSchema } from './schema.js';

/** What a sequence is at one revision; it never changes. */
export interface SequenceRevisionRecord {
  readonly sequenceId: string;
  readonly revision: number;
  readonly items: readonly StoredItem[];
  /** The frames that each media had when the revision was saved: positions outlive the media (TL2). */
  readonly frames: Readonly<Record<string, number>>;
}

/** A sequence at its newest revision. */
export interface SequenceRecord extends Omit<SequenceRevisionRecord, 'sequenceId'> {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: Millis;
  readonly updatedAtMs: Millis;
}

export interface SequencePage {
  readonly records: readonly SequenceRecord[];
  readonly hasMore: boolean;
}

export type SequenceName = Pick<SequenceRecord, 'id' | 'name' | 'updatedAtMs'>;

export type NewSequence = Pick<SequenceRecord, 'id' | 'name' | 'items'>;

export class SequenceStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** Adds a sequence at revision 1. The lengths of media that is not ready are left out. */
  async add({ id, name, items }: NewSequence, nowMs: Millis = 0): Promise<SequenceRecord> {
    return inTransaction(this.#db, async (transaction) => {
      const times = { created_at_ms: nowMs, updated_at_ms: nowMs, deleted_at_ms: null };
      await transaction
        .insertInto('sequences')
        .values({ id, name, revision: 1, ...times })
        .execute();
      await addRevision(transaction, id, 1, items);
      return (await newest(transaction).where('sequences.id', '=', id).execute()).map(fromRow)[0]!;
    });
  }

  /** Saves a new revision. */
  async revise(id: string, change: Pick<SequenceRecord, 'name' | 'items'>, nowMs: Millis): Promise<SequenceRecord> {
    return inTransaction(this.#db, async (transaction) => {
      const { revision } = await transaction
        .updateTable('sequences')
        .set((column) => ({ name: change.name, revision: column('revision', '+', 1), updated_at_ms: nowMs }))
        .where('id', '=', id)
        .returning('revision')
        .executeTakeFirstOrThrow();
      await addRevision(transaction, id, revision, change.items);
      return (await newest(transaction).where('sequences.id', '=', id).execute()).map(fromRow)[0]!;
    });
  }

  async find(id: string): Promise<SequenceRecord | undefined> {
    return (await newest(this.#db).where('sequences.id', '=', id).execute()).map(fromRow)[0];
  }

  /** The newest revision; undefined without such a sequence. */
  async revisionOf(id: string): Promise<number | undefined> {
    const query = this.#db.selectFrom('sequences').select('revision').where('id', '=', id);
    return (await query.where('deleted_at_ms', 'is', null).executeTakeFirst())?.revision;
  }

  /** What sequences are called, deleted ones among them, by id. */
  async names(ids: readonly string[]): Promise<SequenceName[]> {
    const found: SequenceName[] = [];
    for (const slice of slicesOf([...ids].sort())) {
      const query = this.#db.selectFrom('sequences').select(['id', 'name', 'updated_at_ms']).where('id', 'in', slice);
      const rows = await query.orderBy('id').execute();
      found.push(...rows.map(({ id, name, updated_at_ms: updatedAtMs }) => ({ id, name, updatedAtMs })));
    }
    return found;
  }

  async list(): Promise<SequenceRecord[]> {
    return (await newest(this.#db).orderBy('sequences.id').execute()).map(fromRow);
  }

  /** The named revisions, each once; those of deleted sequences among them. */
  async revisions(
    named: readonly Pick<SequenceRevisionRecord, 'sequenceId' | 'revision'>[],
  ): Promise<SequenceRevisionRecord[]> {
    const found: SequenceRevisionRecord[] = [];
    for (const [sequenceId, revisions] of bySequence(named)) {
      const rows = await this.#db
        .selectFrom('sequence_revisions')
        .select(['revision', 'items', 'media_frames'])
        .where('sequence_id', '=', sequenceId)
        .where('revision', 'in', [...revisions])
        .orderBy('revision')
        .execute();
      found.push(...rows.map((row) => ({ sequenceId, ...revisionFromRow(row) })));
    }
    return found;
  }

  /** Every revision that has a media, of whatever audience; those of deleted sequences among them. */
  async revisionsWith(mediaId: string): Promise<SequenceRevisionRecord[]> {
    const rows = await this.#db
      .selectFrom('sequence_revisions')
      .selectAll()
      // Reading all of them as text costs a fraction of what parsing them would.
      .where(sql<boolean>`instr(items, ${JSON.stringify(mediaId)}) > 0`)
      .orderBy('sequence_id')
      .orderBy('revision')
      .execute();
    const revisions = rows.map((row) => ({ sequenceId: row.sequence_id, ...revisionFromRow(row) }));
    return revisions.filter(({ items }) => mediaOf(items).has(mediaId));
  }

  /**
   * Newest first: at most `limit`, and only as many as have no more than `mostCharacters` of items together, but at least
   * one. What is not on the page is not read.
   */
  async page(
    limit: number,
    after: PageMark | undefined,
    mostCharacters = Number.POSITIVE_INFINITY,
  ): Promise<SequencePage> {
    let query = newest(this.#db);
    if (after !== undefined) {
      query = query.where(({ eb, and, or }) =>
        or([
          eb('sequences.created_at_ms', '<', after.createdAtMs),
          and([eb('sequences.created_at_ms', '=', after.createdAtMs), eb('sequences.id', '<', after.id)]),
        ]),
      );
    }
    const byAge = query.orderBy('sequences.created_at_ms', 'desc').orderBy('sequences.id', 'desc');
    const marks = await byAge
      .clearSelect()
      .select(['sequences.id', sql<number>`length(sequence_revisions.items)`.as('characters')])
      .limit(limit + 1)
      .execute();
    let characters = 0;
    const tooMany = marks.findIndex((mark, index) => {
      characters += mark.characters;
      return index > 0 && characters > mostCharacters;
    });
    const ids = marks.slice(0, Math.min(limit, tooMany === -1 ? limit : tooMany)).map(({ id }) => id);
    const rows = ids.length === 0 ? [] : await byAge.where('sequences.id', 'in', ids).execute();
    return { records: rows.map(fromRow), hasMore: marks.length > ids.length };
  }

  /** From now on it is not found any more; its revisions stay for the history of schedules. */
  async remove(id: string, nowMs: Millis): Promise<void> {
    await this.#db.updateTable('sequences').set({ deleted_at_ms: nowMs }).where('id', '=', id).execute();
  }
}

/** The sequences that are not deleted, each with its newest revision. */
function newest(db: Kysely<DatabaseSchema>) {
  return db
    .selectFrom('sequences')
    .innerJoin('sequence_revisions', (join) =>
      join
        .onRef('sequence_revisions.sequence_id', '=', 'sequences.id')
        .onRef('sequence_revisions.revision', '=', 'sequences.revision'),
    )
    .select(['sequences.id', 'sequences.name', 'sequences.created_at_ms', 'sequences.updated_at_ms'])
    .select(['sequence_revisions.revision', 'sequence_revisions.items', 'sequence_revisions.media_frames'])
    .where('sequences.deleted_at_ms', 'is', null);
}

async function addRevision(
  transaction: Kysely<DatabaseSchema>,
  id: string,
  revision: number,
  items: readonly StoredItem[],
): Promise<void> {
  const ready = await new MediaStore(transaction).readyOf([...mediaOf(items)]);
  const frames = ready.map((media) => [media.id, media.frames]);
  const columns = { items: JSON.stringify(items), media_frames: JSON.stringify(Object.fromEntries(frames)) };
  await transaction
    .insertInto('sequence_revisions')
    .values({ sequence_id: id, revision, ...columns })
    .execute();
}

/** Every media that some audience may see. */
export function mediaOf(items: readonly StoredItem[]): Set<string> {
  return new Set(
    items.flatMap((item) =>
      'slot' in item
        ? [item.slot.fallbackMediaId, ...item.slot.variants.map(({ mediaId }) => mediaId)]
        : [item.mediaId],
    ),
  );
}

function bySequence(named: readonly { sequenceId: string; revision: number }[]): Map<string, Set<number>> {
  const revisions = new Map<string, Set<number>>();
  for (const { sequenceId, revision } of named) {
    revisions.set(sequenceId, (revisions.get(sequenceId) ?? new Set()).add(revision));
  }
  return revisions;
}

interface RevisionColumns {
  readonly revision: number;
  readonly items: string;
  readonly media_frames: string;
}

/** The part of a row that is the revision's. What was checked when it was saved, and never changes, is not checked again. */
function revisionFromRow({ revision, items, media_frames }: RevisionColumns) {
  return {
    revision,
    items: JSON.parse(items) as readonly StoredItem[],
    frames: JSON.parse(media_frames) as Readonly<Record<string, number>>,
  };
}

interface SequenceRow extends RevisionColumns {
  readonly id: string;
  readonly name: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

function fromRow(row: SequenceRow): SequenceRecord {
  const { id, name, created_at_ms: createdAtMs, updated_at_ms: updatedAtMs } = row;
  return { id, name, ...revisionFromRow(row), createdAtMs, updatedAtMs };
}
