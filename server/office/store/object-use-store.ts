import type { Kysely } from 'kysely';
import type { DatabaseSchema } from './schema.js';

/** Which objects of the blob store the rows of all tables refer to. */
export class ObjectUseStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  async all(): Promise<Set<string>> {
    const media = this.#db.selectFrom('media').select('object_id as id').where('object_id', 'is not', null);
    const heads = this.#db
      .selectFrom('head_pieces')
      .select('head_object_id as id')
      .where('head_object_id', 'is not', null);
    return new Set((await media.union(heads).execute()).map(({ id }) => id!));
  }

  async has(objectId: string): Promise<boolean> {
    const media = this.#db.selectFrom('media').select('object_id as id').where('object_id', '=', objectId);
    const heads = this.#db
      .selectFrom('head_pieces')
      .select('head_object_id as id')
      .where('head_object_id', '=', objectId);
    return (await media.union(heads).limit(1).executeTakeFirst()) !== undefined;
  }
}
