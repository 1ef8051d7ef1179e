import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { openAccess } from '../../../../../../server/office/auth/open-access.js';
import { Passwords } from '../../../../../../server/office/auth/password.js';
import { Store } from '../../../../../../server/office/store/store.js';
import { CHEAP, credentials, outcomeOf } from '../../../../../support/access-rig.js';
import { ManualClock } from '../../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../../support/temp-dir.js';

describe('migration 0004', () => {
  it('makes the one administrator there was a user, with the same password', async () => {
    const file = join(makeTempDir('migration'), 'db');
    await makeDatabaseOfBefore(file, await new Passwords({ cost: CHEAP }).hash('as it always was'));
    const store = await Store.open(file, 99);
    try {
      expect(await store.users.find('admin')).to.include({
        role: 'admin',
        disabled: false,
        revision: 1,
        createdAtMs: 99,
      });
      for (const key of ['auth.admin-password', 'auth.session-key', 'auth.ended-sessions']) {
        expect(await store.settings.get(key), key).to.equal(undefined);
      }
      const announced: object[] = [];
      const { access } = await openAccess({
        ...{ store, clock: new ManualClock(100), publicUrl: undefined, givenPassword: undefined, passwordCost: CHEAP },
        announce: (account) => announced.push(account),
      });
      expect(announced).to.deep.equal([]);
      expect(await outcomeOf(access.signIn('admin', 'as it always was', credentials()))).to.equal('let in');
    } finally {
      await store.close();
    }
  });
});

/** As a server of before left it: the tables of this migration taken away again, and the settings of then. */
async function makeDatabaseOfBefore(file: string, passwordHash: string): Promise<void> {
  await (await Store.open(file, 1)).close();
  const sqlite = new SQLite(file);
  for (const table of ['sessions', 'api_keys', 'users', 'signing_keys', 'viewer_revocations']) {
    sqlite.exec(`drop table ${table}`);
  }
  sqlite.exec("delete from schema_migrations where name = '0004-access'");
  const setting = sqlite.prepare('insert into settings values (?, ?)');
  setting.run('auth.admin-password', passwordHash);
  setting.run('auth.session-key', 'a key');
  setting.run('auth.ended-sessions', '[]');
  sqlite.close();
}
