import { type Kysely, sql } from 'kysely';
import type { Millis } from '../../../../shared/units.js';
import type { Migration } from '../migrate.js';

/**
 * Schedules have a history: the rows of an entry never change, a version says which are in force, and a sequence's
 * revision keeps the lengths of its media. What was there until now is a version that has always been in force.
 */
export const schedule: Migration = {
  name: '0003-schedule',
  async up(db: Kysely<never>, nowMs: Millis) {
    await extendSequences(db);
    await extendChannels(db, nowMs);
    await replaceEntries(db);
  },
};

async function extendSequences(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  const added = [
    schema.alterTable('sequences').addColumn('created_at_ms', 'bigint', (column) => column.notNull().defaultTo(0)),
    schema.alterTable('sequences').addColumn('updated_at_ms', 'bigint', (column) => column.notNull().defaultTo(0)),
    schema.alterTable('sequences').addColumn('deleted_at_ms', 'bigint'),
    schema
      .alterTable('sequence_revisions')
      .addColumn('media_frames', 'text', (column) => column.notNull().defaultTo('{}')),
  ];
  for (const column of added) await column.execute();
  await sql`
    update sequence_revisions set media_frames = (
      select coalesce(json_group_object(media.id, media.frames), '{}') from media
      where media.id in (select json_extract(item.value, '$.mediaId') from json_each(sequence_revisions.items) as item)
    )`.execute(db);
  await schema.createIndex('sequences_by_age').on('sequences').columns(['created_at_ms', 'id']).execute();
}

async function extendChannels(db: Kysely<never>, nowMs: Millis): Promise<void> {
  const { schema } = db;
  await schema.alterTable('channels').addColumn('max_viewers', 'integer').execute();
  await schema
    .alterTable('channels')
    .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await schema
    .createTable('schedule_versions')
    .addColumn('channel_slug', 'text', (column) => column.notNull().references('channels.slug').onDelete('cascade'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('effective_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('filler_media_id', 'text')
    .addPrimaryKeyConstraint('schedule_versions_pk', ['channel_slug', 'version'])
    .execute();
  await sql`update channels set schedule_version = 1 where schedule_version = 0`.execute(db);
  await sql`
    insert into schedule_versions
    select slug, schedule_version, ${nowMs}, 0, 'server', 'taken-over', '{}', filler_media_id from channels`.execute(
    db,
  );
}

/** SQLite cannot change a primary key: the rows move to a table that has the new one. */
async function replaceEntries(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('schedule_entry_rows')
    .addColumn('channel_slug', 'text', (column) => column.notNull().references('channels.slug').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('added_in', 'integer', (column) => column.notNull())
    .addColumn('removed_in', 'integer')
    .addColumn('sequence_id', 'text', (column) => column.notNull().references('sequences.id'))
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
  await sql`
    insert into schedule_entry_rows
    select channel_slug, e.id, c.schedule_version, null, sequence_id, starts_at_ms, ends_at_ms, loops, null, null,
      priority, '{}', json_array(json_object('fromMs', null, 'revision', s.revision, 'originMs', null))
    from schedule_entries as e join channels as c on c.slug = e.channel_slug join sequences as s on s.id = e.sequence_id
  `.execute(db);
  await schema.dropTable('schedule_entries').execute();
  await schema.alterTable('schedule_entry_rows').renameTo('schedule_entries').execute();
  await sql`
    create unique index schedule_entries_current on schedule_entries (channel_slug, id) where removed_in is null
  `.execute(db);
  const bySequence = schema.createIndex('schedule_entries_by_sequence').on('schedule_entries');
  await bySequence.columns(['sequence_id', 'removed_in']).execute();
}
