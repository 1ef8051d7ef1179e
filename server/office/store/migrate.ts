import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import { libraryAndSchedule } from './migrations/0001-library-and-schedule.js';
import { preparation } from './migrations/0002-preparation.js';
import { schedule } from './migrations/0003-schedule.js';
import { access } from './migrations/0004-access.js';
import { headPieces } from './migrations/0005-head-pieces.js';
import { adaptiveLatency } from './migrations/0006-adaptive-latency.js';
import { slateEntries } from './migrations/0007-slate-entries.js';
import { mediaTitles } from './migrations/0008-media-titles.js';
import { objectRemovals } from './migrations/0009-object-removals.js';
import { pastOfVersions } from './migrations/0010-past-of-versions.js';
import { resumptionHeads } from './migrations/0011-resumption-heads.js';
import { aacTracks } from './migrations/0012-aac-tracks.js';
import type { DatabaseSchema } from './schema.js';

/** One step of the schema; once released it never changes. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<never>, nowMs: Millis): Promise<void>;
}

const MIGRATIONS: readonly Migration[] = [
  libraryAndSchedule,
  preparation,
  schedule,
  access,
  headPieces,
  adaptiveLatency,
  slateEntries,
  mediaTitles,
  objectRemovals,
  pastOfVersions,
  resumptionHeads,
  aacTracks,
];

/**
 * Brings a database up to date, each migration in a transaction of its own, in order.
 * @throws Error when the database was written by a newer version.
 */
export async function migrate(db: Kysely<DatabaseSchema>, nowMs: Millis): Promise<void> {
  await db.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('applied_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  const applied = new Set((await db.selectFrom('schema_migrations').select('name').execute()).map((row) => row.name));
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `the database was written by a newer version of StreamSync (${unknown.join(', ')}): run that version`,
    );
  }
  for (const migration of MIGRATIONS) {
    if (applied.has(migration.name)) continue;
    await db.transaction().execute(async (transaction) => {
      await migration.up(transaction as unknown as Kysely<never>, nowMs);
      await transaction
        .insertInto('schema_migrations')
        .values({ name: migration.name, applied_at_ms: nowMs })
        .execute();
    });
  }
}
