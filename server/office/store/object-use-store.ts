import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import type { DatabaseSchema } from './schema.js';

/** Which objects of the blob store rows refer to, and which this installation has put there that may have to go. */
export class ObjectUseStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  async has(objectId: string): Promise<boolean> {
    const media = this.#db.selectFrom('media').select('object_id as id').where('object_id', '=', objectId);
    const heads = this.#db
      .selectFrom('head_pieces')
      .select('head_object_id as id')
      .where('head_object_id', '=', objectId);
    return (await media.union(heads).limit(1).executeTakeFirst()) !== undefined;
  }

  /** Notes an object that goes unless something uses it when its removal is tried. */
  noteRemoval(objectId: string, nowMs: Millis): Promise<void> {
    return noteRemoval(this.#db, objectId, nowMs);
  }

  /** Oldest first. */
  async removals(): Promise<string[]> {
    const query = this.#db
      .selectFrom('object_removals')
      .select('object_id')
      .orderBy('noted_at_ms')
      .orderBy('object_id');
    return (await query.execute()).map((row) => row.object_id);
  }

  /** The object is gone, or is used. */
  async forgetRemoval(objectId: string): Promise<void> {
    await this.#db.deleteFrom('object_removals').where('object_id', '=', objectId).execute();
  }
}

/** To be called in the transaction that takes away what may be the last use of an object. */
export async function noteRemoval(db: Kysely<DatabaseSchema>, objectId: string, nowMs: Millis): Promise<void> {
  await db
    .insertInto('object_removals')
    .values({ object_id: objectId, noted_at_ms: nowMs })
    .onConflict((known) => known.doNothing())
    .execute();
}
