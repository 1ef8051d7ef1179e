import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migrate.js';

/** Whether a media has its AAC, and how often making it was begun. What is ready already gets it from what is stored. */
export const aacTracks: Migration = {
  name: '0012-aac-tracks',
  async up(db: Kysely<never>) {
    const { schema } = db;
    await schema
      .alterTable('media')
      .addColumn('aac', 'text', (column) => column.notNull().defaultTo('none'))
      .execute();
    await schema
      .alterTable('media')
      .addColumn('aac_attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`update media set aac = 'queued' where status = 'ready'`.execute(db);
    await schema
      .createIndex('media_by_aac')
      .on('media')
      .columns(['aac', 'aac_attempts', 'created_at_ms desc', 'id'])
      .execute();
  },
};
