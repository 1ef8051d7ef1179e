import { join } from 'node:path';
import type { Credentials } from '../../server/credentials/credentials.js';
import type { Role } from '../../server/credentials/roles.js';
import type { Guard } from '../../server/office/auth/open-access.js';
import { openAccess } from '../../server/office/auth/open-access.js';
import { Sessions } from '../../server/office/auth/sessions.js';
import type { ViewerTokenRequest } from '../../server/office/auth/viewer-tokens.js';
import { Store } from '../../server/office/store/store.js';
import { CodedError } from '../../shared/errors.js';
import { ManualClock } from './manual-clock.js';
import { makeTempDir } from './temp-dir.js';

/** Passwords in tests need not be hard to guess. */
export const CHEAP = { N: 1024, r: 8, p: 1 };
export const PASSWORD = 'correct horse battery';

/** A browser on a page of this server, or a script with a token. */
export function credentials(given: Partial<Credentials> & { token?: string } = {}): Credentials {
  const { token, ...rest } = given;
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  return { authorization, host: 'localhost', address: '192.0.2.1', isSafe: false, ...rest };
}

/** Everything that decides who may do what, on a real database, with a clock of the test's own. */
export class AccessRig {
  readonly announced: { username: string; password: string }[] = [];
  guard!: Guard;
  store!: Store;

  readonly file = join(makeTempDir('access'), 'streamsync.db');
  readonly clock = new ManualClock(Date.now());

  private constructor(readonly publicUrl: string | undefined) {}

  /** @param givenPassword what ADMIN_PASSWORD says; null when it is not set */
  static async start({
    givenPassword = PASSWORD,
    publicUrl,
  }: {
    givenPassword?: string | null;
    publicUrl?: string | undefined;
  } = {}): Promise<AccessRig> {
    const rig = new AccessRig(publicUrl);
    await rig.#open(givenPassword ?? undefined);
    return rig;
  }

  /** Sessions, past the limits that signing in has. */
  get sessions(): Sessions {
    return new Sessions(this.store.sessions, this.clock);
  }

  /** As a new process finds it. */
  async restart(givenPassword?: string): Promise<void> {
    await this.store.close();
    await this.#open(givenPassword);
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  /** A user with the password of all. */
  async addUser(username: string, role: Role): Promise<void> {
    await this.guard.accounts.create({ username, role, password: PASSWORD });
  }

  async addChannel(slug: string, visibility: 'public' | 'token' = 'token'): Promise<void> {
    await this.store.channels.add({ slug, name: slug, visibility, targetLatencyMs: 200, fillerMediaId: null });
  }

  /** The token of a viewer, with its id. */
  async viewerToken(channel: string, wanted: Partial<ViewerTokenRequest> = {}) {
    const request = { viewerId: 'bob', audience: {}, expiresInSeconds: 3600, ...wanted };
    return this.guard.viewerTokens.issue(channel, request, { actor: 'admin', address: '192.0.2.1' });
  }

  /** The token of a new session. */
  async signIn(username = 'admin', password = PASSWORD): Promise<string> {
    return (await this.guard.access.signIn(username, password, credentials({ address: '203.0.113.9' }))).token;
  }

  /** What a role is refused with; `let in` when it is not. */
  async outcome(token: string, needed: Role = 'viewer-issuer'): Promise<string> {
    return outcomeOf(this.guard.access.require(needed, credentials({ token })));
  }

  async #open(givenPassword: string | undefined): Promise<void> {
    const { clock, publicUrl } = this;
    this.store = await Store.open(this.file, clock.now());
    this.guard = await openAccess({
      ...{ store: this.store, clock, givenPassword, publicUrl, passwordCost: CHEAP },
      announce: (account) => this.announced.push(account),
    });
  }
}

/** The code that something fails with; `let in` when it does not. */
export async function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'let in',
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
}
