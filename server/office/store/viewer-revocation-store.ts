import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import type { Revocation } from '../../credentials/viewer-pass.js';
import type { DatabaseSchema } from './schema.js';

export interface NewViewerRevocation {
  readonly channel: string;
  readonly kind: 'token' | 'viewer';
  /** The token's id or the viewer's. */
  readonly subject: string;
  readonly revokedAtMs: Millis;
  /** When the last token that it could be about has expired. */
  readonly keptUntilMs: Millis;
}

/** Viewer tokens that hold no more, kept until they would have expired anyway. */
export class ViewerRevocationStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** Notes a revocation, a later one in place of an earlier; those that nothing can need any more go. */
  async add(
    { channel, kind, subject, revokedAtMs, keptUntilMs }: NewViewerRevocation,
    mostOfChannel: number,
  ): Promise<'added' | 'too-many'> {
    const times = { revoked_at_ms: revokedAtMs, kept_until_ms: keptUntilMs };
    return this.#db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('viewer_revocations').where('kept_until_ms', '<=', revokedAtMs).execute();
      const { others } = await transaction
        .selectFrom('viewer_revocations')
        .select((expression) => expression.fn.countAll<number>().as('others'))
        .where('channel_slug', '=', channel)
        .where((where) => where.or([where('kind', '!=', kind), where('subject', '!=', subject)]))
        .executeTakeFirstOrThrow();
      if (others >= mostOfChannel) return 'too-many';
      await transaction
        .insertInto('viewer_revocations')
        .values({ channel_slug: channel, kind, subject, ...times })
        .onConflict((conflict) => conflict.columns(['channel_slug', 'kind', 'subject']).doUpdateSet(times))
        .execute();
      return 'added';
    });
  }

  /**
   * Whether this token was revoked, or every token that its viewer had when it was issued; or was issued for another
   * channel, deleted since, whose slug this one has now.
   */
  async covers(channel: string, token: { id: string; viewerId: string; issuedAtMs: Millis }): Promise<boolean> {
    return (await this.#isRevoked(channel, token)) || (await this.#isOlder(channel, token.issuedAtMs));
  }

  /** All that are kept. */
  async list(): Promise<Revocation[]> {
    const rows = await this.#db.selectFrom('viewer_revocations').selectAll().execute();
    return rows.map(({ channel_slug: channel, kind, subject, revoked_at_ms }) =>
      kind === 'token'
        ? { kind, channel, tokenId: subject }
        : { kind, channel, viewerId: subject, issuedUntilMs: revoked_at_ms },
    );
  }

  async #isOlder(channel: string, issuedAtMs: Millis): Promise<boolean> {
    const row = await this.#db
      .selectFrom('schedule_versions')
      .select('version')
      .where('channel_slug', '=', channel)
      .where('version', '=', 1)
      // A token has whole milliseconds.
      .where('at_ms', '>=', issuedAtMs + 1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async #isRevoked(channel: string, token: { id: string; viewerId: string; issuedAtMs: Millis }): Promise<boolean> {
    const row = await this.#db
      .selectFrom('viewer_revocations')
      .select('subject')
      .where('channel_slug', '=', channel)
      .where((where) =>
        where.or([
          where.and([where('kind', '=', 'token'), where('subject', '=', token.id)]),
          where.and([
            where('kind', '=', 'viewer'),
            where('subject', '=', token.viewerId),
            where('revoked_at_ms', '>=', token.issuedAtMs),
          ]),
        ]),
      )
      .executeTakeFirst();
    return row !== undefined;
  }
}
