import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { UserRecord } from '../store/user-store.js';
import type { Accounts } from './accounts.js';
import { addressBlock } from './address-block.js';
import type { ApiKeys } from './api-keys.js';
import type { Credentials } from './credentials.js';
import { bearerToken, isSameOrigin, sessionCookie } from './credentials.js';
import type { Endings } from './endings.js';
import { RateLimit } from './rate-limit.js';
import type { Principal, Role, Session } from './roles.js';
import { mayActAs } from './roles.js';
import { isOfKind } from './secret.js';
import type { Sessions } from './sessions.js';

const GUESSING_WINDOW_MS = 15 * 60_000;
const PASSWORDS_PER_ADDRESS = 10;
/** More than for one address: whoever shuts a user out has to come from many. */
const PASSWORDS_PER_USER = 50;
const MAX_KNOWN = 1000;
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
  readonly #wrongPasswords: { readonly byAddress: RateLimit; readonly byUser: RateLimit };
  readonly #wrongTokens: RateLimit;
  /** From where users have signed in: there, the guesses of others do not shut them out. */
  readonly #known = new Set<string>();

  constructor(deps: AccessDeps) {
    const { clock, publicUrl } = deps;
    this.#deps = deps;
    this.endings = deps.endings;
    this.#publicOrigin = publicUrl && new URL(publicUrl).origin;
    const guessing = { windowMs: GUESSING_WINDOW_MS, clock };
    this.#wrongPasswords = {
      byAddress: new RateLimit({ ...guessing, limit: PASSWORDS_PER_ADDRESS }),
      byUser: new RateLimit({ ...guessing, limit: PASSWORDS_PER_USER }),
    };
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
    const session = bearer === undefined ? this.#deps.sessions.read(token) : this.#readBearer(token);
    const { principal } = await session.catch((error: unknown) => this.#wrongToken(error, credentials));
    if (!mayActAs(principal.role, needed)) throw new CodedError('not-allowed');
    return session;
  }

  isSameOrigin(credentials: Credentials): boolean {
    return isSameOrigin(credentials, this.#publicOrigin);
  }

  #readBearer(token: string): Promise<Session> {
    return isOfKind('ssk', token) ? this.#deps.apiKeys.read(token) : this.#deps.sessions.read(token);
  }

  /**
   * Tells a program that goes on with a key that is none to slow down. Good keys of the same address, which programs
   * may share, are let in all the same: there is no guessing one.
   */
  #wrongToken(error: unknown, { address }: Credentials): never {
    if (error instanceof CodedError) this.#wrongTokens.take(addressBlock(address));
    throw error;
  }

  /** Counted before it is tried, so that many at once are as slow as one after the other; given back when it was right. */
  async #checkPassword(username: string, password: string, { address }: Credentials): Promise<UserRecord | null> {
    const { byAddress, byUser } = this.#wrongPasswords;
    const block = addressBlock(address);
    const place = `${username} ${block}`;
    const isKnown = this.#known.has(place);
    byAddress.take(block);
    if (!isKnown) byUser.take(username);
    const user = await this.#deps.accounts.withPassword(username, password);
    if (user === null) return null;
    byAddress.giveBack(block);
    if (!isKnown) byUser.giveBack(username);
    this.#remember(place);
    return user;
  }

  #remember(place: string): void {
    this.#known.delete(place);
    this.#known.add(place);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
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
