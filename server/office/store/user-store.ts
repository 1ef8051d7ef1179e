import type { Kysely, Selectable } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import type { DatabaseSchema, UserTable } from './schema.js';

export interface UserRecord {
  readonly username: string;
  readonly role: UserTable['role'];
  readonly passwordHash: string;
  readonly disabled: boolean;
  /** Rises with every change. */
  readonly revision: number;
  readonly createdAtMs: Millis;
}

export interface UserChange {
  readonly role?: UserTable['role'] | undefined;
  readonly passwordHash?: string | undefined;
  readonly disabled?: boolean | undefined;
}

export type UserEdit =
  | { readonly outcome: 'done'; readonly user: UserRecord }
  | { readonly outcome: 'unknown' | 'stale' | 'last-admin' };

/** Who can sign in. At every moment one of them at least is an administrator. */
export class UserStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** @returns undefined when the name is taken. */
  async add(
    user: Pick<UserRecord, 'username' | 'role' | 'passwordHash' | 'createdAtMs'>,
  ): Promise<UserRecord | undefined> {
    const row = await this.#db
      .insertInto('users')
      .values({
        ...{ username: user.username, role: user.role },
        ...{ password_hash: user.passwordHash, created_at_ms: user.createdAtMs },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return row && fromRow(row);
  }

  async find(username: string): Promise<UserRecord | undefined> {
    const row = await this.#db.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirst();
    return row && fromRow(row);
  }

  /** In the order of their names, those behind a name when one is given. */
  async list({ limit, after = '' }: { limit: number; after?: string | undefined }): Promise<UserRecord[]> {
    const users = this.#db.selectFrom('users').selectAll().where('username', '>', after);
    return (await users.orderBy('username').limit(limit).execute()).map(fromRow);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#db.selectFrom('users').select('username').limit(1).execute()).length === 0;
  }

  /** Changes a user and ends all its sessions: they were given to who it was before. */
  async change(
    username: string,
    { role, passwordHash, disabled }: UserChange,
    expectedRevision?: number,
  ): Promise<UserEdit> {
    return this.#edit(username, expectedRevision, async (db, user) => {
      const isAdmin = (role ?? user.role) === 'admin' && !(disabled ?? user.disabled);
      if (!isAdmin && (await isLastAdmin(db, user))) return 'last-admin';
      await db.deleteFrom('sessions').where('username', '=', username).execute();
      return db
        .updateTable('users')
        .set((of) => ({
          ...(role === undefined ? {} : { role }),
          ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
          ...(disabled === undefined ? {} : { disabled: disabled ? 1 : 0 }),
          revision: of('revision', '+', 1),
        }))
        .where('username', '=', username)
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  /** Removes a user, its sessions and its API keys. */
  async remove(username: string, expectedRevision?: number): Promise<UserEdit> {
    return this.#edit(username, expectedRevision, async (db, user) => {
      if (await isLastAdmin(db, user)) return 'last-admin';
      return db.deleteFrom('users').where('username', '=', username).returningAll().executeTakeFirstOrThrow();
    });
  }

  #edit(
    username: string,
    expectedRevision: number | undefined,
    edit: (db: Kysely<DatabaseSchema>, user: UserRecord) => Promise<UserRow | 'last-admin'>,
  ): Promise<UserEdit> {
    return this.#db.transaction().execute(async (transaction) => {
      const row = await transaction.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirst();
      if (row === undefined) return { outcome: 'unknown' };
      if (expectedRevision !== undefined && row.revision !== expectedRevision) return { outcome: 'stale' };
      const edited = await edit(transaction, fromRow(row));
      return edited === 'last-admin' ? { outcome: edited } : { outcome: 'done', user: fromRow(edited) };
    });
  }
}

type UserRow = Selectable<UserTable>;

async function isLastAdmin(db: Kysely<DatabaseSchema>, { username, role, disabled }: UserRecord): Promise<boolean> {
  if (role !== 'admin' || disabled) return false;
  const other = await db
    .selectFrom('users')
    .select('username')
    .where('role', '=', 'admin')
    .where('disabled', '=', 0)
    .where('username', '!=', username)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

function fromRow(row: UserRow): UserRecord {
  const { username, role, revision } = row;
  return {
    ...{ username, role, revision },
    passwordHash: row.password_hash,
    disabled: row.disabled === 1,
    createdAtMs: row.created_at_ms,
  };
}
