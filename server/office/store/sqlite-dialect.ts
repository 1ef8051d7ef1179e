import type SQLite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { hasRoomToGrow } from './room-to-grow.js';

/** How long a write waits for another process that has the database's write lock; the wait blocks no thread. */
const LOCK_WAIT_MS: Millis = 500;
const TRY_EVERY_MS: Millis = 25;

/**
 * SQLite with errors that say what happened: a database that another process has locked is `database-busy`, a file that
 * cannot grow is SQLITE_FULL whatever the system calls it, and a transaction that SQLite has rolled back by itself keeps
 * its first error.
 */
export class EmbeddedDialect extends SqliteDialect {
  readonly #database: SQLite.Database;
  readonly #clock: Pick<Clock, 'setTimer'> | undefined;

  /** @param clock without it nothing waits for a lock of another process. */
  constructor(database: SQLite.Database, clock?: Pick<Clock, 'setTimer'>) {
    super({ database });
    this.#database = database;
    this.#clock = clock;
  }

  override createDriver(): Driver {
    return new EmbeddedDriver(this.#database, this.#clock);
  }
}

class EmbeddedDriver extends SqliteDriver {
  readonly #database: SQLite.Database;
  readonly #clock: Pick<Clock, 'setTimer'> | undefined;
  #connection: EmbeddedConnection | undefined;

  constructor(database: SQLite.Database, clock: Pick<Clock, 'setTimer'> | undefined) {
    super({ database });
    this.#database = database;
    this.#clock = clock;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const plain = await super.acquireConnection();
    this.#connection ??= new EmbeddedConnection(plain, this.#database, this.#clock);
    return this.#connection;
  }

  /** A write takes its lock at once: one that has read cannot wait for it any more. */
  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: TransactionSettings = {},
  ): Promise<void> {
    if (this.#database.inTransaction) await this.rollbackTransaction(connection);
    await connection.executeQuery(CompiledQuery.raw(accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }

  /** Errors of a disk end a transaction by themselves; what made it end is the error to tell. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#database.inTransaction) return;
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #plain: DatabaseConnection;
  readonly #database: SQLite.Database;
  readonly #clock: Pick<Clock, 'setTimer'> | undefined;
  /** The last write found the lock taken for as long as it waited: those behind it do not wait as well. */
  #isLocked = false;

  constructor(plain: DatabaseConnection, database: SQLite.Database, clock: Pick<Clock, 'setTimer'> | undefined) {
    this.#plain = plain;
    this.#database = database;
    this.#clock = clock;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    for (let waitedMs = 0; ; waitedMs += TRY_EVERY_MS) {
      try {
        const result = await this.#plain.executeQuery<R>(query);
        if (/^\s*(begin immediate|insert|update|delete)/i.test(query.sql)) this.#isLocked = false;
        return result;
      } catch (error) {
        if (!isLocked(error)) throw await this.#explained(error);
        if (this.#isLocked || this.#clock === undefined || !canWait(error) || waitedMs >= LOCK_WAIT_MS) {
          this.#isLocked = true;
          throw new CodedError('database-busy', undefined, { retryAfterSeconds: 1 });
        }
        await pause(this.#clock, TRY_EVERY_MS);
      }
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#plain.streamQuery<R>(query, chunkSize);
  }

  /** SQLite calls only ENOSPC a full disk; a spent quota is to it a write that failed. */
  async #explained(error: unknown): Promise<unknown> {
    if (!codeOf(error).startsWith('SQLITE_IOERR') || (await hasRoomToGrow(this.#database.name))) return error;
    return Object.assign(new Error('the database has no room to grow', { cause: error }), { code: 'SQLITE_FULL' });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isLocked(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** What a transaction has read stays outdated, however long it waits. */
function canWait(error: unknown): boolean {
  return codeOf(error) !== 'SQLITE_BUSY_SNAPSHOT';
}

function pause(clock: Pick<Clock, 'setTimer'>, delayMs: Millis): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });
}
