import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

/** What deleted media was called: the history of schedules tells of it by its title. */
export const mediaTitles: Migration = {
  name: '0008-media-titles',
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('deleted_media')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('deleted_at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
