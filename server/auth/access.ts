import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { AdminAccount } from './admin-account.js';
import type { Principal, Role } from './roles.js';
import { mayActAs } from './roles.js';
import type { Session, SessionTokens } from './session-tokens.js';

export const SESSION_COOKIE = 'streamsync-session';

/** What a request shows of who sends it, whatever carried it: HTTP or a socket's handshake. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  /** True when it changes nothing, as GET does. */
  readonly isSafe: boolean;
}

/** Who may do what. Proof is a session token, in `Authorization: Bearer` or, from the console, in a cookie. */
export class Access {
  readonly #account: AdminAccount;
  readonly #tokens: SessionTokens;
  readonly #publicOrigin: string | undefined;

  /** @param publicUrl how browsers reach this server, when a proxy changes the Host header. */
  constructor(account: AdminAccount, tokens: SessionTokens, publicUrl: string | undefined) {
    this.#account = account;
    this.#tokens = tokens;
    this.#publicOrigin = publicUrl && new URL(publicUrl).origin;
  }

  /** @throws CodedError sign-in-failed */
  async signIn(username: string, password: string): Promise<Principal & { token: string; expiresAtMs: Millis }> {
    const principal = await this.#account.signIn(username, password);
    if (principal === null) throw new CodedError('sign-in-failed');
    return { ...principal, ...(await this.#tokens.issue(principal)) };
  }

  async signOut(session: Session): Promise<void> {
    await this.#tokens.end(session);
  }

  /** @throws CodedError sign-in-required, session-invalid, session-expired, origin-refused, not-allowed */
  async require(needed: Role, credentials: Credentials): Promise<Session> {
    const bearer = bearerToken(credentials.authorization);
    const token = bearer ?? cookieToken(credentials.cookie);
    if (token === undefined) throw new CodedError('sign-in-required');
    // Browsers send cookies along with what other sites make them send; nothing else does.
    if (bearer === undefined && !credentials.isSafe && !this.isSameOrigin(credentials)) {
      throw new CodedError('origin-refused');
    }
    const session = await this.#tokens.read(token);
    if (!mayActAs(session.principal.role, needed)) throw new CodedError('not-allowed');
    return session;
  }

  /** Whether a browser says that a page of this server sent it. */
  isSameOrigin({ origin, host }: Credentials): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    return origin === this.#publicOrigin || (host !== undefined && new URL(origin).host === host.toLowerCase());
  }
}

/** RFC 6750, section 2.1. */
function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/** RFC 6265, section 4.2. */
function cookieToken(cookie: string | undefined): string | undefined {
  const pair = cookie?.split(/; */).find((one) => one.startsWith(`${SESSION_COOKIE}=`));
  return pair?.slice(SESSION_COOKIE.length + 1) || undefined;
}
