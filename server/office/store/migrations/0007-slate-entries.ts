import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migrate.js';

/**
 * An entry may put the slate on air instead of a sequence. SQLite cannot drop a constraint: the rows move to a table that
 * does not have it.
 */
export const slateEntries: Migration = {
  name: '0007-slate-entries',
  async up(db: Kysely<never>) {
    const { schema } = db;
    await schema
      .createTable('schedule_entry_rows')
      .addColumn('channel_slug', 'text', (column) => column.notNull().references('channels.slug').onDelete('cascade'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('added_in', 'integer', (column) => column.notNull())
      .addColumn('removed_in', 'integer')
      .addColumn('sequence_id', 'text', (column) => column.references('sequences.id'))
      .addColumn('starts_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('ends_at_ms', 'bigint')
      .addColumn('loops', 'integer', (column) => column.notNull())
      .addColumn('repeat', 'text')
      .addColumn('time_zone', 'text')
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('condition', 'text', (column) => column.notNull())
      .addColumn('runs', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('schedule_entry_rows_pk', ['channel_slug', 'id', 'added_in'])
      .execute();
    await sql`insert into schedule_entry_rows select * from schedule_entries`.execute(db);
    await schema.dropTable('schedule_entries').execute();
    await schema.alterTable('schedule_entry_rows').renameTo('schedule_entries').execute();
    await sql`
      create unique index schedule_entries_current on schedule_entries (channel_slug, id) where removed_in is null
    `.execute(db);
    await schema
      .createIndex('schedule_entries_by_sequence')
      .on('schedule_entries')
      .columns(['sequence_id', 'removed_in'])
      .execute();
  },
};
