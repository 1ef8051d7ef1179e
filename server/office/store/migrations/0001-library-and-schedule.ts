import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

export const libraryAndSchedule: Migration = {
  name: '0001-library-and-schedule',
  async up(db: Kysely<never>) {
    const schema = db.schema;
    await schema
      .createTable('settings')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createTable('media')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('fps', 'integer', (column) => column.notNull())
      .addColumn('frames', 'bigint', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('sequences')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .execute();
    await schema
      .createTable('sequence_revisions')
      .addColumn('sequence_id', 'text', (column) => column.notNull().references('sequences.id').onDelete('cascade'))
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('items', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('sequence_revisions_pk', ['sequence_id', 'revision'])
      .execute();
    await schema
      .createTable('channels')
      .addColumn('slug', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('visibility', 'text', (column) => column.notNull())
      .addColumn('target_latency_ms', 'integer', (column) => column.notNull())
      .addColumn('filler_media_id', 'text', (column) => column.references('media.id'))
      .addColumn('schedule_version', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema
      .createTable('schedule_entries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('channel_slug', 'text', (column) => column.notNull().references('channels.slug').onDelete('cascade'))
      .addColumn('sequence_id', 'text', (column) => column.notNull().references('sequences.id'))
      .addColumn('starts_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('ends_at_ms', 'bigint')
      .addColumn('loops', 'integer', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('schedule_entries_by_channel')
      .on('schedule_entries')
      .columns(['channel_slug', 'starts_at_ms'])
      .execute();
  },
};
