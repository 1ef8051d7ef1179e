import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import type { ApiKeyTable, DatabaseSchema } from './schema.js';

export interface ApiKeyRecord {
  readonly id: string;
  /** Unique: it names the key in the record of who did what. */
  readonly name: string;
  readonly prefix: string;
  readonly role: ApiKeyTable['role'];
  /** Whose key it is. */
  readonly username: string;
  readonly createdAtMs: Millis;
  readonly expiresAtMs: Millis | null;
  readonly lastUsedAtMs: Millis | null;
}

/** A key that was shown, with its owner as the owner is now. */
export interface ApiKeyInUse extends ApiKeyRecord {
  readonly ownerRole: ApiKeyTable['role'];
}

/** Keys for programs, as hashes. */
export class ApiKeyStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** @param most how many keys a user may have. */
  async add(
    { id, name, prefix, role, username, createdAtMs, expiresAtMs }: Omit<ApiKeyRecord, 'lastUsedAtMs'>,
    keySha256: string,
    most: number,
  ): Promise<'added' | 'name-taken' | 'too-many'> {
    return this.#db.transaction().execute(async (transaction) => {
      const keys = transaction.selectFrom('api_keys').select('id');
      if ((await keys.where('name', '=', name).executeTakeFirst()) !== undefined) return 'name-taken';
      if ((await keys.where('username', '=', username).execute()).length >= most) return 'too-many';
      await transaction
        .insertInto('api_keys')
        .values({
          ...{ id, name, prefix, role, username, key_sha256: keySha256 },
          ...{ created_at_ms: createdAtMs, expires_at_ms: expiresAtMs, last_used_at_ms: null },
        })
        .execute();
      return 'added';
    });
  }

  /** Newest first; of one user, or of all. */
  async list({ username }: { username?: string | undefined } = {}): Promise<ApiKeyRecord[]> {
    let query = this.#db.selectFrom('api_keys').selectAll().orderBy('created_at_ms', 'desc').orderBy('id');
    if (username !== undefined) query = query.where('username', '=', username);
    return (await query.execute()).map(fromRow);
  }

  /** The key with this hash, unless its owner is disabled. */
  async find(keySha256: string): Promise<ApiKeyInUse | undefined> {
    const row = await this.#db
      .selectFrom('api_keys')
      .innerJoin('users', 'users.username', 'api_keys.username')
      .selectAll('api_keys')
      .select('users.role as owner_role')
      .where('api_keys.key_sha256', '=', keySha256)
      .where('users.disabled', '=', 0)
      .executeTakeFirst();
    return row && { ...fromRow(row), ownerRole: row.owner_role };
  }

  async noteUse(id: string, nowMs: Millis): Promise<void> {
    await this.#db.updateTable('api_keys').set({ last_used_at_ms: nowMs }).where('id', '=', id).execute();
  }

  /** @returns whether there was such a key, of this user when one is given. */
  async remove(id: string, { username }: { username?: string | undefined } = {}): Promise<boolean> {
    let query = this.#db.deleteFrom('api_keys').where('id', '=', id);
    if (username !== undefined) query = query.where('username', '=', username);
    return (await query.executeTakeFirst()).numDeletedRows > 0n;
  }
}

function fromRow(row: ApiKeyTable): ApiKeyRecord {
  const { id, name, prefix, role, username } = row;
  return {
    ...{ id, name, prefix, role, username },
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  };
}
