import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { Role, Session } from '../../credentials/roles.js';
import { digestOf, isSecret, makeSecret } from '../../credentials/secret.js';
import type { SessionStore } from '../store/session-store.js';

const LIFETIME_MS = 12 * 3_600_000;
const MOST_OF_ONE_USER = 50;

/**
 * Who is signed in. A session's token is random and says nothing: what it stands for is looked up each time, so it ends
 * the moment it is ended, and its user may do what the user may do now.
 */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(store: SessionStore, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
  }

  /** A new session, never one that was there before; undefined when the user has changed since its password was checked. */
  async start(user: {
    username: string;
    passwordHash: string;
  }): Promise<{ token: string; role: Role; expiresAtMs: Millis } | undefined> {
    const token = makeSecret('sst');
    const createdAtMs = Math.floor(this.#clock.now());
    const session = {
      ...{ id: randomUUID(), tokenSha256: digestOf(token), username: user.username },
      ...{ createdAtMs, expiresAtMs: createdAtMs + LIFETIME_MS },
    };
    const role = await this.#store.add(session, user.passwordHash, MOST_OF_ONE_USER);
    return role && { token, role, expiresAtMs: session.expiresAtMs };
  }

  /** @throws CodedError session-invalid, session-expired */
  async read(token: string): Promise<Session> {
    if (!isSecret('sst', token)) throw new CodedError('session-invalid');
    const found = await this.#store.find(digestOf(token));
    if (found === undefined || found.expiresAtMs <= this.#clock.now()) throw new CodedError('session-expired');
    const { id, username, role, expiresAtMs } = found;
    return { kind: 'user', id, principal: { username, role }, actor: username, expiresAtMs };
  }

  /** The token is worth nothing from now on. */
  async end(id: string): Promise<void> {
    await this.#store.remove(id);
  }
}
