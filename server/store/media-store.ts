import type { Kysely } from 'kysely';
import type { Millis } from '../../shared/units.js';
import type { DatabaseSchema, MediaTable } from './schema.js';

/** A media that is ready for air. */
export interface MediaRecord {
  readonly id: string;
  readonly title: string;
  readonly fps: number;
  readonly frames: number;
  readonly createdAtMs: Millis;
}

export class MediaStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  async add(media: MediaRecord): Promise<void> {
    const { createdAtMs, ...columns } = media;
    await this.#db
      .insertInto('media')
      .values({ ...columns, created_at_ms: createdAtMs })
      .execute();
  }

  async find(id: string): Promise<MediaRecord | undefined> {
    const row = await this.#db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst();
    return row && fromRow(row);
  }

  async list(): Promise<MediaRecord[]> {
    return (await this.#db.selectFrom('media').selectAll().orderBy('created_at_ms').orderBy('id').execute()).map(
      fromRow,
    );
  }
}

function fromRow({ created_at_ms, ...columns }: MediaTable): MediaRecord {
  return { ...columns, createdAtMs: created_at_ms };
}
