import type { Kysely } from 'kysely';
import type { DatabaseSchema, MediaTable } from './schema.js';

/** An object that is to get AAC. */
export interface AacJob {
  readonly objectId: string;
  /** How often making it was begun. */
  readonly attempts: number;
}

/** Which objects of ready media have AAC, and which are to get it. Media of one object share it. */
export class AacTrackStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** What failed least comes first, and of that the newest: a library of before does not keep a new upload waiting. */
  async next(): Promise<AacJob | undefined> {
    const row = await this.#db
      .selectFrom('media')
      .select(['object_id', 'aac_attempts'])
      .where('aac', '=', 'queued')
      .where('object_id', 'is not', null)
      .orderBy('aac_attempts')
      .orderBy('created_at_ms', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row && { objectId: row.object_id!, attempts: row.aac_attempts };
  }

  /** Whether a media is yet to get it. */
  async isQueued(objectId: string): Promise<boolean> {
    const query = this.#db.selectFrom('media').select('id').where('object_id', '=', objectId);
    return (await query.where('aac', '=', 'queued').limit(1).executeTakeFirst()) !== undefined;
  }

  async setAttempts(objectId: string, attempts: number): Promise<void> {
    await this.#update(objectId, { aac_attempts: attempts });
  }

  /** @returns the media that has it now, or goes without. */
  async finish(objectId: string, aac: 'ready' | 'failed'): Promise<string[]> {
    return this.#update(objectId, { aac });
  }

  async #update(objectId: string, columns: Partial<Pick<MediaTable, 'aac' | 'aac_attempts'>>): Promise<string[]> {
    const query = this.#db.updateTable('media').set(columns).where('object_id', '=', objectId);
    return (await query.where('aac', '=', 'queued').returning('id').execute()).map(({ id }) => id);
  }
}
