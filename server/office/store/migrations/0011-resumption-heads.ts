import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

/** Until when a head piece is needed where a media goes on in its middle; null for one that only a trim needs. */
export const resumptionHeads: Migration = {
  name: '0011-resumption-heads',
  async up(db: Kysely<never>) {
    await db.schema.alterTable('head_pieces').addColumn('until_ms', 'bigint').execute();
  },
};
