import type { Clock } from '../../../media/playout/clock.js';
import type { Store } from '../store/store.js';
import { Access } from './access.js';
import { Accounts } from './accounts.js';
import { ApiKeys } from './api-keys.js';
import { Endings } from './endings.js';
import type { FirstAdminOptions } from './first-admin.js';
import { ensureAdmin } from './first-admin.js';
import type { ScryptCost } from './password.js';
import { Passwords } from './password.js';
import { Sessions } from './sessions.js';
import { SigningKeys } from './signing-keys.js';
import { ViewerTokens } from './viewer-tokens.js';

export interface OpenAccessOptions extends Pick<FirstAdminOptions, 'givenPassword' | 'announce'> {
  readonly store: Pick<
    Store,
    'users' | 'sessions' | 'apiKeys' | 'signingKeys' | 'viewerRevocations' | 'settings' | 'channels'
  >;
  readonly clock: Pick<Clock, 'now'>;
  /** How browsers reach this server, when not by its own name. */
  readonly publicUrl: string | undefined;
  readonly passwordCost?: ScryptCost;
}

/** Everything that decides who may do what on this installation, with an administrator made on its first start. */
export interface Guard {
  readonly access: Access;
  readonly accounts: Accounts;
  readonly apiKeys: ApiKeys;
  readonly signingKeys: SigningKeys;
  readonly viewerTokens: ViewerTokens;
}

export async function openAccess(options: OpenAccessOptions): Promise<Guard> {
  const { store, clock, publicUrl, givenPassword, announce, passwordCost } = options;
  const { users, settings } = store;
  const passwords = new Passwords(passwordCost && { cost: passwordCost });
  await ensureAdmin({ users, settings, passwords, nowMs: Math.floor(clock.now()), givenPassword, announce });
  const endings = new Endings();
  const accounts = new Accounts({ users, passwords, clock, endings });
  const sessions = new Sessions(store.sessions, clock);
  const apiKeys = new ApiKeys({ store: store.apiKeys, clock, endings });
  const access = new Access({ accounts, sessions, apiKeys, endings, clock, publicUrl });
  const signingKeys = await SigningKeys.create(store.signingKeys, clock);
  const { viewerRevocations: revocations, channels } = store;
  const viewerTokens = new ViewerTokens({ keys: signingKeys, revocations, channels, clock });
  return { access, accounts, apiKeys, signingKeys, viewerTokens };
}
