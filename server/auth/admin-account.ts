import type { InstallationSettings } from './installation-settings.js';
import type { ScryptCost } from './password.js';
import { hashPassword, isPassword, makePassword } from './password.js';
import type { Principal } from './roles.js';

const HASH_KEY = 'auth.admin-password';
const ADMIN_NAME = 'admin';

export interface AdminAccountOptions {
  readonly settings: InstallationSettings;
  /** What ADMIN_PASSWORD says: it replaces the stored one, which is the way back in for who forgot it. */
  readonly givenPassword: string | undefined;
  /** Is told the password that was made, once, and before it holds. */
  readonly announce: (account: { username: string; password: string }) => void;
  readonly cost?: ScryptCost;
}

/** The one account there is: the administrator, whose password is kept as a hash. */
export class AdminAccount {
  readonly #hash: string;

  private constructor(
    hash: string,
    /** True when sessions of an earlier password must end. */
    readonly passwordChanged: boolean,
  ) {
    this.#hash = hash;
  }

  static async create({ settings, givenPassword, announce, cost }: AdminAccountOptions): Promise<AdminAccount> {
    const stored = await settings.get(HASH_KEY);
    if (stored !== undefined && (givenPassword === undefined || (await isPassword(givenPassword, stored)))) {
      return new AdminAccount(stored, false);
    }
    const password = givenPassword ?? makePassword();
    const hash = await hashPassword(password, cost);
    // Said before it is stored: a crash in between makes another one, not an account nobody can use.
    if (givenPassword === undefined) announce({ username: ADMIN_NAME, password });
    await settings.set(HASH_KEY, hash);
    return new AdminAccount(hash, true);
  }

  /** Takes the same time for a wrong name as for a wrong password. */
  async signIn(username: string, password: string): Promise<Principal | null> {
    const isRight = await isPassword(password, this.#hash);
    return isRight && username === ADMIN_NAME ? { username, role: 'admin' } : null;
  }
}
