import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { Credentials } from '../../credentials/credentials.js';
import { bearerToken, isSameOrigin, sessionCookie } from '../../credentials/credentials.js';
import type { Principal, Role, Session } from '../../credentials/roles.js';
import { mayActAs } from '../../credentials/roles.js';
import { isOfKind } from '../../credentials/secret.js';
import { addressBlock } from '../../limits/address-block.js';
import { RateLimit } from '../../limits/rate-limit.js';
import type { UserRecord } from '../store/user-store.js';
import type { Accounts } from './accounts.js';
import type { ApiKeys } from './api-keys.js';
import type { Endings } from './endings.js';
import { PasswordAttempts } from './password-attempts.js';
import type { Sessions } from './sessions.js';
import type { Lane } from './turn-queue.js';

const TOKEN_WINDOW_MS = 60_000;
const WRONG_TOKENS_PER_ADDRESS = 60;

export interface AccessDeps {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  readonly endings: Endings;
  readonly clock: Pick<Clock, 'now'>;
  /** How browsers reach this server, when a proxy changes the Host header. */
  readonly publicUrl: string | undefined;
}

export type SignedIn = Principal & { readonly token: string; readonly expiresAtMs: Millis };

/**
 * Who may do what. Proof is the token of a session, in `Authorization: Bearer` or, from the console, in a cookie; or an
 * API key, in `Authorization: Bearer` alone.
 */
export class Access {
  /** Tells when sessions that held until now may hold no more. */
  readonly endings: Endings;
  readonly #deps: AccessDeps;
  readonly #publicOrigin: string | undefined;
  readonly #passwordAttempts: PasswordAttempts;
  readonly #wrongTokens: RateLimit;

  constructor(deps: AccessDeps) {
    const { clock, publicUrl } = deps;
    this.#deps = deps;
    this.endings = deps.endings;
    this.#publicOrigin = publicUrl && new URL(publicUrl).origin;
    this.#passwordAttempts = new PasswordAttempts(clock);
    this.#wrongTokens = new RateLimit({ limit: WRONG_TOKENS_PER_ADDRESS, windowMs: TOKEN_WINDOW_MS, clock });
  }

  /**
   * Starts a session, a new one always: what the browser had until now ends, wherever it came from.
   * @throws CodedError sign-in-failed, rate-limited
   */
  async signIn(username: string, password: string, credentials: Credentials): Promise<SignedIn> {
    const user = await this.#checkPassword(username, password, credentials);
    if (user === null) throw new CodedError('sign-in-failed');
    const session = await this.#start(user);
    const before = sessionCookie(credentials.cookie);
    const replaced = before && (await this.#deps.sessions.read(before).catch(() => undefined));
    if (replaced) await this.#end(replaced);
    return session;
  }

  /** Ends a session. @throws CodedError wrong-state for an API key, which is revoked, not signed out of */
  async signOut(session: Session): Promise<void> {
    if (session.kind === 'key') throw new CodedError('wrong-state', 'An API key is not signed in: revoke it instead.');
    await this.#end(session);
  }

  /**
   * Gives the user who is signed in another password, and a new session in place of all that the user had.
   * @throws CodedError not-allowed for an API key; password-wrong, stale-revision, rate-limited
   */
  async changePassword(
    session: Session,
    { oldPassword, newPassword }: { oldPassword: string; newPassword: string },
    credentials: Credentials,
  ): Promise<SignedIn> {
    if (session.kind === 'key') throw new CodedError('not-allowed', 'An API key has no password.');
    const { username } = session.principal;
    const user = await this.#checkPassword(username, oldPassword, credentials);
    if (user === null) throw new CodedError('password-wrong');
    return this.#start(await this.#deps.accounts.setPassword(user, newPassword));
  }

  /**
   * Who it is, if that is enough.
   * @throws CodedError sign-in-required, session-invalid, session-expired, key-invalid, key-expired, origin-refused,
   * not-allowed; rate-limited for who shows what is not valid again and again
   */
  async require(needed: Role, credentials: Credentials): Promise<Session> {
    const bearer = bearerToken(credentials.authorization);
    const token = bearer ?? sessionCookie(credentials.cookie);
    if (token === undefined) throw new CodedError('sign-in-required');
    // Browsers send cookies along with what other sites make them send; nothing else does.
    if (bearer === undefined && !credentials.isSafe && !this.isSameOrigin(credentials)) {
      throw new CodedError('origin-refused');
    }
    const session =
      bearer === undefined ? await this.#deps.sessions.read(token) : await this.#readBearer(token, credentials);
    if (!mayActAs(session.principal.role, needed)) throw new CodedError('not-allowed');
    return session;
  }

  isSameOrigin(credentials: Credentials): boolean {
    return isSameOrigin(credentials, this.#publicOrigin);
  }

  /**
   * Tells a program that goes on with a token that does not hold to slow down. Good ones from the same address, which
   * programs may share, are let in all the same: there is no guessing one.
   */
  async #readBearer(token: string, { address }: Credentials): Promise<Session> {
    const { apiKeys, sessions } = this.#deps;
    try {
      return await (isOfKind('ssk', token) ? apiKeys.read(token) : sessions.read(token));
    } catch (error) {
      if (error instanceof CodedError) this.#wrongTokens.take(addressBlock(address));
      throw error;
    }
  }

  #checkPassword(username: string, password: string, { address }: Credentials): Promise<UserRecord | null> {
    const check = (lane: Lane) => this.#deps.accounts.withPassword(username, password, lane);
    return this.#passwordAttempts.try({ username, address }, check);
  }

  async #start(user: Pick<UserRecord, 'username' | 'passwordHash'>): Promise<SignedIn> {
    const session = await this.#deps.sessions.start(user);
    if (session === undefined) throw new CodedError('sign-in-failed');
    return { username: user.username, ...session };
  }

  async #end({ id }: Session): Promise<void> {
    await this.#deps.sessions.end(id);
    this.endings.emit('ended');
  }
}
