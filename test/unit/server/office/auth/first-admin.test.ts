import { expect } from 'chai';
import { AccessRig, outcomeOf } from '../../../../support/access-rig.js';

describe('the first administrator', () => {
  let rig: AccessRig;
  afterEach(() => rig.close());

  it('has a password made on the first start, said once, that no later start changes', async () => {
    rig = await AccessRig.start({ givenPassword: null });
    const [{ username, password } = { username: '', password: '' }, ...more] = rig.announced;
    expect(more).to.deep.equal([]);
    expect(username).to.equal('admin');
    expect(password).to.match(/^[\w-]{20}$/);
    const token = await rig.signIn('admin', password);
    await rig.restart();
    expect(rig.announced).to.have.length(1);
    expect(await rig.outcome(token, 'admin')).to.equal('let in');
    await rig.signIn('admin', password);
  });

  it('is kept as a hash: what is stored lets nobody in', async () => {
    rig = await AccessRig.start({ givenPassword: 'a password of mine' });
    const { passwordHash } = (await rig.store.users.find('admin'))!;
    expect(passwordHash)
      .to.match(/^scrypt\$/)
      .and.not.include('a password of mine');
    expect(await outcomeOf(rig.signIn('admin', passwordHash))).to.equal('sign-in-failed');
  });

  it('has what ADMIN_PASSWORD says; another one replaces a forgotten password and ends the sessions', async () => {
    rig = await AccessRig.start({ givenPassword: 'a password of mine' });
    expect(rig.announced).to.deep.equal([]);
    const token = await rig.signIn('admin', 'a password of mine');
    await rig.restart('a password of mine');
    expect(await rig.outcome(token)).to.equal('let in');
    await rig.restart('a new password');
    expect(await rig.outcome(token)).to.equal('session-expired');
    expect(await outcomeOf(rig.signIn('admin', 'a password of mine'))).to.equal('sign-in-failed');
    await rig.signIn('admin', 'a new password');
  });

  it('keeps the password they gave themselves while ADMIN_PASSWORD stays as it is', async () => {
    rig = await AccessRig.start({ givenPassword: 'a password of mine' });
    await rig.guard.accounts.change('admin', { password: 'chosen in the console' });
    await rig.restart('a password of mine');
    await rig.signIn('admin', 'chosen in the console');
  });

  it('is let in again by another ADMIN_PASSWORD, whatever became of the account', async () => {
    rig = await AccessRig.start();
    await rig.addUser('ada', 'admin');
    await rig.guard.accounts.change('admin', { role: 'host', disabled: true });
    await rig.restart('the way back in');
    expect(await rig.outcome(await rig.signIn('admin', 'the way back in'), 'admin')).to.equal('let in');
    await rig.guard.accounts.remove('admin');
    await rig.restart('the way back in');
    expect(await rig.store.users.find('admin'), 'removed, and nothing new was said').to.equal(undefined);
    await rig.restart('another way in');
    await rig.signIn('admin', 'another way in');
  });

  it('takes a password however a keyboard composes its letters', async () => {
    rig = await AccessRig.start({ givenPassword: 'Bücherwürmer' });
    await rig.signIn('admin', 'Bücherwürmer'.normalize('NFD'));
  });
});
