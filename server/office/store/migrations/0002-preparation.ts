import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migrate.js';
import { searchable } from '../searchable.js';

interface Before {
  media: { id: string; title: string; search_text: string };
}

/** Media has a life before it is ready: queued, prepared, refused. What was there until now is ready. */
export const preparation: Migration = {
  name: '0002-preparation',
  async up(db: Kysely<never>) {
    const schema = db.schema;
    const added = [
      schema.alterTable('media').addColumn('status', 'text', (column) => column.notNull().defaultTo('ready')),
      schema.alterTable('media').addColumn('progress', 'real', (column) => column.notNull().defaultTo(1)),
      schema.alterTable('media').addColumn('error', 'text'),
      schema.alterTable('media').addColumn('findings', 'text', (column) => column.notNull().defaultTo('[]')),
      schema.alterTable('media').addColumn('layers', 'text'),
      schema.alterTable('media').addColumn('object_id', 'text'),
      schema.alterTable('media').addColumn('source_sha256', 'text'),
      schema.alterTable('media').addColumn('source_bytes', 'bigint', (column) => column.notNull().defaultTo(0)),
      schema.alterTable('media').addColumn('source_filename', 'text'),
      schema.alterTable('media').addColumn('revision', 'integer', (column) => column.notNull().defaultTo(1)),
      schema.alterTable('media').addColumn('updated_at_ms', 'bigint', (column) => column.notNull().defaultTo(0)),
      schema.alterTable('media').addColumn('search_text', 'text', (column) => column.notNull().defaultTo('')),
    ];
    for (const column of added) await column.execute();
    await sql`update media set object_id = id, updated_at_ms = created_at_ms`.execute(db);
    const media = db as unknown as Kysely<Before>;
    for (const { id, title } of await media.selectFrom('media').select(['id', 'title']).execute()) {
      await media
        .updateTable('media')
        .set({ search_text: searchable(title) })
        .where('id', '=', id)
        .execute();
    }
    // De-duplication holds whoever writes: the same bytes are one media.
    await schema.createIndex('media_by_source').on('media').column('source_sha256').unique().execute();
    await schema.createIndex('media_by_status').on('media').columns(['status', 'created_at_ms', 'id']).execute();
    await schema.createIndex('media_by_age').on('media').columns(['created_at_ms', 'id']).execute();
  },
};
