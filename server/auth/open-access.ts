import type { Clock } from '../../media/playout/clock.js';
import { Access } from './access.js';
import type { AdminAccountOptions } from './admin-account.js';
import { AdminAccount } from './admin-account.js';
import { SessionTokens } from './session-tokens.js';

export interface OpenAccessOptions extends AdminAccountOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** How browsers reach this server, when not by its own name. */
  readonly publicUrl: string | undefined;
}

/** Who may do what on this installation, made on its first start. */
export async function openAccess(options: OpenAccessOptions): Promise<Access> {
  const { settings, clock, publicUrl } = options;
  const account = await AdminAccount.create(options);
  const tokens = await SessionTokens.create({ settings, clock, newKey: account.passwordChanged });
  return new Access(account, tokens, publicUrl);
}
