import type { Kysely } from 'kysely';
import type { Millis } from '../../shared/units.js';
import type { DatabaseSchema } from './schema.js';

export interface ScheduleEntryRecord {
  readonly id: string;
  readonly channelSlug: string;
  readonly sequenceId: string;
  readonly startsAtMs: Millis;
  /** Null: after one turn of the sequence, or never when it loops. */
  readonly endsAtMs: Millis | null;
  readonly loops: boolean;
  readonly priority: number;
}

export class ScheduleStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** Adds an entry and raises the channel's schedule version, both or neither (TL4). */
  async add(entry: ScheduleEntryRecord): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('schedule_entries')
        .values({
          id: entry.id,
          channel_slug: entry.channelSlug,
          sequence_id: entry.sequenceId,
          starts_at_ms: entry.startsAtMs,
          ends_at_ms: entry.endsAtMs,
          loops: entry.loops ? 1 : 0,
          priority: entry.priority,
        })
        .execute();
      await transaction
        .updateTable('channels')
        .set((column) => ({ schedule_version: column('schedule_version', '+', 1) }))
        .where('slug', '=', entry.channelSlug)
        .execute();
    });
  }

  async listOf(channelSlug: string): Promise<ScheduleEntryRecord[]> {
    const rows = await this.#db
      .selectFrom('schedule_entries')
      .selectAll()
      .where('channel_slug', '=', channelSlug)
      .orderBy('starts_at_ms')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      channelSlug: row.channel_slug,
      sequenceId: row.sequence_id,
      startsAtMs: row.starts_at_ms,
      endsAtMs: row.ends_at_ms,
      loops: row.loops === 1,
      priority: row.priority,
    }));
  }
}
