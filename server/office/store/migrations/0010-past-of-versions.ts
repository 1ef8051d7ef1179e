import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

/** What had ended when a version of a schedule took effect. */
export const pastOfVersions: Migration = {
  name: '0010-past-of-versions',
  async up(db: Kysely<never>) {
    await db.schema.alterTable('schedule_versions').addColumn('ended', 'text').execute();
  },
};
