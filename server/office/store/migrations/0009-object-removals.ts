import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

/** The objects that this installation has put, or was about to put, into the store and that nothing may need. */
export const objectRemovals: Migration = {
  name: '0009-object-removals',
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('object_removals')
      .addColumn('object_id', 'text', (column) => column.primaryKey())
      .addColumn('noted_at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
