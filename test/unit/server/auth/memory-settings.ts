import type { InstallationSettings } from '../../../../server/auth/installation-settings.js';

/** Passwords in tests need not be hard to guess. */
export const CHEAP = { N: 1024, r: 8, p: 1 };

/** Settings that last as long as a test. */
export class MemorySettings implements InstallationSettings {
  readonly values = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.values.get(key);
  }

  async set(key: string, value: string): Promise<void> {
    this.values.set(key, value);
  }
}
