import type { Kysely } from 'kysely';
import type { DatabaseSchema } from './schema.js';

/** Runs some work in a transaction: in the one that is open already, where there is one. */
export function inTransaction<T>(
  db: Kysely<DatabaseSchema>,
  work: (transaction: Kysely<DatabaseSchema>) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

/** Runs some reads on one state of the database. Another process that has it locked for writing is not in the way. */
export function inReading<T>(
  db: Kysely<DatabaseSchema>,
  work: (transaction: Kysely<DatabaseSchema>) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().setAccessMode('read only').execute(work);
}
