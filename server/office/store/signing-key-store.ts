import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import type { DatabaseSchema } from './schema.js';

/** A key that viewer tokens are signed with. */
export interface SigningKeyRecord {
  readonly id: string;
  /** base64url */
  readonly secret: string;
  readonly createdAtMs: Millis;
  /** Null for the one key that signs; the others are there for tokens signed earlier. */
  readonly acceptedUntilMs: Millis | null;
}

export class SigningKeyStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** Newest first. */
  async list(): Promise<SigningKeyRecord[]> {
    const rows = await this.#db
      .selectFrom('signing_keys')
      .selectAll()
      .orderBy('created_at_ms', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(({ id, secret, created_at_ms, accepted_until_ms }) => {
      return { id, secret, createdAtMs: created_at_ms, acceptedUntilMs: accepted_until_ms };
    });
  }

  /**
   * From now on a new key signs. In one step the one before goes on the shelf, and keys whose time is over go, as does
   * the one that is named.
   */
  async replace(
    { id, secret, createdAtMs }: Omit<SigningKeyRecord, 'acceptedUntilMs'>,
    { acceptedUntilMs, removedId }: { acceptedUntilMs: Millis; removedId?: string | undefined },
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      if (removedId !== undefined) await transaction.deleteFrom('signing_keys').where('id', '=', removedId).execute();
      await transaction.deleteFrom('signing_keys').where('accepted_until_ms', '<=', createdAtMs).execute();
      await transaction
        .updateTable('signing_keys')
        .set({ accepted_until_ms: acceptedUntilMs })
        .where('accepted_until_ms', 'is', null)
        .execute();
      await transaction
        .insertInto('signing_keys')
        .values({ id, secret, created_at_ms: createdAtMs, accepted_until_ms: null })
        .execute();
    });
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('signing_keys').where('id', '=', id).execute();
  }
}
