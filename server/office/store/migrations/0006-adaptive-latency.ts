import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

/** Channels whose target latency follows their slowest viewers. */
export const adaptiveLatency: Migration = {
  name: '0006-adaptive-latency',
  async up(db: Kysely<never>) {
    await db.schema
      .alterTable('channels')
      .addColumn('adaptive_latency', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
