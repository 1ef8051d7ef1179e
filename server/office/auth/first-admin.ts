import type { Millis } from '../../../shared/units.js';
import type { UserStore } from '../store/user-store.js';
import type { Passwords } from './password.js';
import { makePassword } from './password.js';

/** The hash of the ADMIN_PASSWORD that was followed last. */
const FOLLOWED_KEY = 'auth.admin-password-given';
const ADMIN_NAME = 'admin';

/** Facts about the installation that survive a restart. */
export interface InstallationSettings {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

export interface FirstAdminOptions {
  readonly users: Pick<UserStore, 'find' | 'add' | 'change' | 'isEmpty'>;
  readonly settings: InstallationSettings;
  readonly passwords: Passwords;
  readonly nowMs: Millis;
  /** What ADMIN_PASSWORD says. */
  readonly givenPassword: string | undefined;
  /** Is told the password that was made, once, and before it holds. */
  readonly announce: (account: { username: string; password: string }) => void;
}

/**
 * Sees to it that somebody can sign in: makes an administrator on the first start. A given password is the way back in
 * for who forgot theirs: when it is another one than at the last start, the user `admin` has it from now on.
 */
export async function ensureAdmin(options: FirstAdminOptions): Promise<void> {
  const { users, settings, passwords, nowMs, givenPassword, announce } = options;
  if (givenPassword === undefined) {
    if (!(await users.isEmpty())) return;
    const password = makePassword();
    const passwordHash = await passwords.hash(password);
    // Said before it is stored: a crash in between makes another one, not an account nobody can use.
    announce({ username: ADMIN_NAME, password });
    await users.add({ username: ADMIN_NAME, role: 'admin', passwordHash, createdAtMs: nowMs });
    return;
  }
  const followed = await settings.get(FOLLOWED_KEY);
  if (followed !== undefined && (await passwords.match(givenPassword, followed))) return;
  const passwordHash = await passwords.hash(givenPassword);
  const admin = await users.find(ADMIN_NAME);
  if (admin === undefined) {
    await users.add({ username: ADMIN_NAME, role: 'admin', passwordHash, createdAtMs: nowMs });
  } else {
    const isSo =
      admin.role === 'admin' && !admin.disabled && (await passwords.match(givenPassword, admin.passwordHash));
    if (!isSo) await users.change(ADMIN_NAME, { role: 'admin', disabled: false, passwordHash });
  }
  await settings.set(FOLLOWED_KEY, passwordHash);
}
