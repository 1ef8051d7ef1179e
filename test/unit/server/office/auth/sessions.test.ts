import { expect } from 'chai';
import { AccessRig, credentials, outcomeOf, PASSWORD } from '../../../../support/access-rig.js';

const HOUR_MS = 3_600_000;

describe('sessions', () => {
  let rig: AccessRig;
  beforeEach(async () => {
    rig = await AccessRig.start();
    await rig.addUser('ada', 'host');
    await rig.addUser('ben', 'viewer-issuer');
  });
  afterEach(() => rig.close());

  const read = async (token: string) => rig.guard.access.require('viewer-issuer', credentials({ token }));

  it('say who carries them, for half a day', async () => {
    const token = await rig.signIn('ada');
    const { principal, actor, kind, expiresAtMs } = await read(token);
    expect({ principal, actor, kind }).to.deep.equal({
      ...{ principal: { username: 'ada', role: 'host' }, actor: 'ada', kind: 'user' },
    });
    expect(expiresAtMs).to.equal(rig.clock.now() + 12 * HOUR_MS);
    await rig.clock.advance(12 * HOUR_MS - 1);
    expect(await rig.outcome(token)).to.equal('let in');
    await rig.clock.advance(1);
    expect(await rig.outcome(token)).to.equal('session-expired');
  });

  it('hold through a restart; those that ended stay ended', async () => {
    const [kept, ended] = [await rig.signIn('ada'), await rig.signIn('ada')];
    await rig.guard.access.signOut(await read(ended));
    await rig.restart();
    expect(await rig.outcome(kept)).to.equal('let in');
    expect(await rig.outcome(ended)).to.equal('session-expired');
  });

  it('are new at every sign-in, and the one that the browser came with ends: none can be planted', async () => {
    const planted = await rig.signIn('ben');
    const cookie = `streamsync-session=${planted}`;
    const { token } = await rig.guard.access.signIn('ada', PASSWORD, credentials({ cookie }));
    expect(token).not.to.equal(planted);
    expect((await read(token)).principal.username).to.equal('ada');
    expect(await rig.outcome(planted)).to.equal('session-expired');
    expect(await rig.signIn('ada')).not.to.equal(token);
  });

  it('may do what the user may do now, not what it might when it signed in', async () => {
    const token = await rig.signIn('ada');
    expect(await rig.outcome(token, 'host')).to.equal('let in');
    // Behind the back of whatever ends sessions: what a session may do is looked up, not remembered.
    await rig.store.users.change('ben', { role: 'admin' });
    await rig.guard.accounts.change('ada', { role: 'viewer-issuer' });
    const again = await rig.signIn('ada');
    expect(await rig.outcome(again, 'host')).to.equal('not-allowed');
    expect(await rig.outcome(again)).to.equal('let in');
  });

  for (const [what, change] of [
    ['another password', () => rig.guard.accounts.change('ada', { password: 'a new password' })],
    ['another role', () => rig.guard.accounts.change('ada', { role: 'admin' })],
    ['being disabled', () => rig.guard.accounts.change('ada', { disabled: true })],
    ['being removed', () => rig.guard.accounts.remove('ada')],
  ] as const) {
    it(`all end with ${what} of their user, and nobody else's do`, async () => {
      const mine = [await rig.signIn('ada'), await rig.signIn('ada')];
      const other = await rig.signIn('ben');
      let told = 0;
      rig.guard.access.endings.on('ended', () => {
        told += 1;
      });
      await change();
      for (const token of mine) expect(await rig.outcome(token)).to.equal('session-expired');
      expect(await rig.outcome(other)).to.equal('let in');
      expect(told).to.equal(1);
      await rig.restart();
      for (const token of mine) expect(await rig.outcome(token)).to.equal('session-expired');
    });
  }

  it('do not start for a user who was changed while the password was being checked', async () => {
    const { users, sessions } = rig.store;
    const { passwordHash } = (await users.find('ada'))!;
    const start = (id: string) =>
      sessions.add({ id, tokenSha256: id, username: 'ada', createdAtMs: 0, expiresAtMs: 1 }, passwordHash, 10);
    expect(await start('a')).to.equal('host');
    await users.change('ada', { disabled: true });
    expect(await start('b')).to.equal(undefined);
    await users.change('ada', { disabled: false, passwordHash: 'another' });
    expect(await start('c')).to.equal(undefined);
  });

  it('of one user are bounded: the oldest ends', async () => {
    const tokens: string[] = [];
    for (let n = 0; n < 51; n++) {
      tokens.push(await rig.signIn('ada'));
      await rig.clock.advance(1000);
    }
    expect(await rig.outcome(tokens[0]!)).to.equal('session-expired');
    expect(await rig.outcome(tokens[1]!)).to.equal('let in');
    expect(await rig.outcome(tokens[50]!)).to.equal('let in');
  });

  it('are stored as hashes, and what is no session of ours is not looked for', async () => {
    const token = await rig.signIn('ada');
    expect(await rig.store.sessions.find(token)).to.equal(undefined);
    for (const forged of ['nonsense', token.slice(0, -1), `${token}x`, token.replace('sst_', 'ssx_')]) {
      expect(await rig.outcome(forged), forged).to.equal('session-invalid');
    }
    expect(await rig.outcome(`sst_${'A'.repeat(43)}`)).to.equal('session-expired');
  });

  describe('changing one’s password', () => {
    const change = async (token: string, oldPassword: string, newPassword = 'a new password') =>
      rig.guard.access.changePassword(await read(token), { oldPassword, newPassword }, credentials());

    it('takes the old one, ends every session, and gives a new one', async () => {
      const [token, other] = [await rig.signIn('ada'), await rig.signIn('ada')];
      expect(await outcomeOf(change(token, 'not it'))).to.equal('password-wrong');
      expect(await rig.outcome(other)).to.equal('let in');
      const next = await change(token, PASSWORD);
      for (const ended of [token, other]) expect(await rig.outcome(ended)).to.equal('session-expired');
      expect(await rig.outcome(next.token, 'host')).to.equal('let in');
      expect(await outcomeOf(rig.signIn('ada'))).to.equal('sign-in-failed');
      await rig.signIn('ada', 'a new password');
    });

    it('cannot be guessed at by who found a session', async () => {
      const token = await rig.signIn('ada');
      for (let guess = 0; guess < 10; guess++) await outcomeOf(change(token, `guess ${guess}`));
      expect(await outcomeOf(change(token, PASSWORD))).to.equal('rate-limited');
    });
  });
});
