import { expect } from 'chai';
import { AdminAccount } from '../../../../server/auth/admin-account.js';
import { CHEAP, MemorySettings } from './memory-settings.js';

describe('the administrator', () => {
  const open = async (settings: MemorySettings, givenPassword?: string) => {
    const announced: { username: string; password: string }[] = [];
    const account = await AdminAccount.create({
      ...{ settings, givenPassword, cost: CHEAP },
      announce: (made) => announced.push(made),
    });
    return { account, announced };
  };

  it('has a password made on the first start, said once, that no later start changes', async () => {
    const settings = new MemorySettings();
    const { account, announced } = await open(settings);
    expect(announced).to.have.length(1);
    const { username, password } = announced[0]!;
    expect(password).to.match(/^[\w-]{20}$/);
    expect(await account.signIn(username, password)).to.deep.equal({ username: 'admin', role: 'admin' });

    const again = await open(settings);
    expect(again.announced).to.deep.equal([]);
    expect(again.account.passwordChanged).to.equal(false);
    expect(await again.account.signIn(username, password)).not.to.equal(null);
  });

  it('is kept as a hash: what is stored lets nobody in', async () => {
    const settings = new MemorySettings();
    const { account } = await open(settings, 'a password of mine');
    const [stored = ''] = settings.values.values();
    expect(stored)
      .to.match(/^scrypt\$/)
      .and.not.include('a password of mine');
    expect(await account.signIn('admin', stored)).to.equal(null);
  });

  it('has the password that ADMIN_PASSWORD says, which replaces a forgotten one and ends its sessions', async () => {
    const settings = new MemorySettings();
    await open(settings);
    const { account, announced } = await open(settings, 'a new password');
    expect(announced).to.deep.equal([]);
    expect(account.passwordChanged).to.equal(true);
    expect(await account.signIn('admin', 'a new password')).not.to.equal(null);
    expect((await open(settings, 'a new password')).account.passwordChanged).to.equal(false);
  });

  it('takes a password however a keyboard composes its letters', async () => {
    const { account } = await open(new MemorySettings(), 'Bücherwürmer');
    expect(await account.signIn('admin', 'Bücherwürmer'.normalize('NFD'))).not.to.equal(null);
  });

  it('is not let in by another name or another password', async () => {
    const { account } = await open(new MemorySettings(), 'a password of mine');
    for (const [name, password] of [
      ['root', 'a password of mine'],
      ['admin', 'a password of min'],
      ['admin', ''],
    ] as const) {
      expect(await account.signIn(name, password), `${name} ${password}`).to.equal(null);
    }
  });
});
