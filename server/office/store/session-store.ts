import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import type { DatabaseSchema, UserTable } from './schema.js';

export interface NewSession {
  readonly id: string;
  /** Hexadecimal SHA-256 of the token: what is stored lets nobody in. */
  readonly tokenSha256: string;
  readonly username: string;
  readonly createdAtMs: Millis;
  readonly expiresAtMs: Millis;
}

/** A session with its user as the user is now. */
export interface SessionRecord {
  readonly id: string;
  readonly username: string;
  readonly role: UserTable['role'];
  readonly expiresAtMs: Millis;
}

/** Who is signed in. */
export class SessionStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /**
   * Adds a session of a user whose password was found right, unless the user was disabled or given another password
   * since. Sessions that have expired go, and of the user's own the oldest above `most`.
   * @returns the user's role; undefined when the session was not added.
   */
  async add(session: NewSession, passwordHash: string, most: number): Promise<UserTable['role'] | undefined> {
    const { id, tokenSha256, username, createdAtMs, expiresAtMs } = session;
    return this.#db.transaction().execute(async (transaction) => {
      const user = await transaction
        .selectFrom('users')
        .select('role')
        .where('username', '=', username)
        .where('password_hash', '=', passwordHash)
        .where('disabled', '=', 0)
        .executeTakeFirst();
      if (user === undefined) return undefined;
      await transaction
        .insertInto('sessions')
        .values({ id, token_sha256: tokenSha256, username, created_at_ms: createdAtMs, expires_at_ms: expiresAtMs })
        .execute();
      const surplus = transaction
        .selectFrom('sessions')
        .select('id')
        .where('username', '=', username)
        .orderBy('created_at_ms', 'desc')
        .orderBy('id')
        .limit(-1)
        .offset(most);
      await transaction
        .deleteFrom('sessions')
        .where((where) => where.or([where('expires_at_ms', '<=', createdAtMs), where('id', 'in', surplus)]))
        .execute();
      return user.role;
    });
  }

  /** The session of a token, unless its user is disabled. */
  async find(tokenSha256: string): Promise<SessionRecord | undefined> {
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.username', 'sessions.username')
      .select(['sessions.id', 'sessions.username', 'sessions.expires_at_ms', 'users.role'])
      .where('sessions.token_sha256', '=', tokenSha256)
      .where('users.disabled', '=', 0)
      .executeTakeFirst();
    return row && { id: row.id, username: row.username, role: row.role, expiresAtMs: row.expires_at_ms };
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id', '=', id).execute();
  }
}
