import type { Kysely } from 'kysely';
import type { Millis } from '../../shared/units.js';
import type { ChannelTable, DatabaseSchema } from './schema.js';

export interface ChannelRecord {
  readonly slug: string;
  readonly name: string;
  readonly visibility: 'public' | 'token';
  readonly targetLatencyMs: Millis;
  readonly fillerMediaId: string | null;
  /** Raised by every change of the channel's schedule. */
  readonly scheduleVersion: number;
}

export class ChannelStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  async add(channel: Omit<ChannelRecord, 'scheduleVersion'>): Promise<void> {
    await this.#db
      .insertInto('channels')
      .values({
        slug: channel.slug,
        name: channel.name,
        visibility: channel.visibility,
        target_latency_ms: channel.targetLatencyMs,
        filler_media_id: channel.fillerMediaId,
      })
      .execute();
  }

  async find(slug: string): Promise<ChannelRecord | undefined> {
    const row = await this.#db.selectFrom('channels').selectAll().where('slug', '=', slug).executeTakeFirst();
    return row && fromRow(row);
  }

  async list(): Promise<ChannelRecord[]> {
    return (await this.#db.selectFrom('channels').selectAll().orderBy('slug').execute()).map(fromRow);
  }
}

function fromRow(row: Omit<ChannelTable, 'schedule_version'> & { schedule_version: number }): ChannelRecord {
  return {
    slug: row.slug,
    name: row.name,
    visibility: row.visibility,
    targetLatencyMs: row.target_latency_ms,
    fillerMediaId: row.filler_media_id,
    scheduleVersion: row.schedule_version,
  };
}
