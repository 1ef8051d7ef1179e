import { expect } from 'chai';
import { Accounts } from '../../../../../server/office/auth/accounts.js';
import { deriveWithScrypt, Passwords, type ScryptCost } from '../../../../../server/office/auth/password.js';
import { PasswordAttempts } from '../../../../../server/office/auth/password-attempts.js';
import { AccessRig, CHEAP, credentials, outcomeOf, PASSWORD } from '../../../../support/access-rig.js';

describe('guessing', () => {
  let rig: AccessRig;
  beforeEach(async () => {
    rig = await AccessRig.start();
  });
  afterEach(() => rig.close());

  const signIn = (address: string, password = PASSWORD, username = 'admin') =>
    outcomeOf(rig.guard.access.signIn(username, password, credentials({ address })));

  it('makes an address wait after ten wrong passwords, whosever they were, and no other address', async () => {
    for (let guess = 0; guess < 10; guess++) {
      expect(await signIn('192.0.2.7', 'wrong', `user${guess}`)).to.equal('sign-in-failed');
    }
    expect(await signIn('192.0.2.7')).to.equal('rate-limited');
    expect(await signIn('192.0.2.8')).to.equal('let in');
    await rig.clock.advance(15 * 60_000);
    expect(await signIn('192.0.2.7')).to.equal('let in');
  });

  it('is no faster many at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => signIn('192.0.2.7', `wrong ${n}`)));
    expect(outcomes.filter((outcome) => outcome === 'sign-in-failed')).to.have.length(10);
  });

  it('is not counted for the right password', async () => {
    for (let time = 0; time < 30; time++) expect(await signIn('192.0.2.7')).to.equal('let in');
  });

  it('makes a user wait after fifty from anywhere, except where it has signed in before', async () => {
    expect(await signIn('198.51.100.1')).to.equal('let in');
    for (let guess = 0; guess < 50; guess++) {
      expect(await signIn(`2001:db8::${guess.toString(16)}:0:0:0:1`, 'wrong')).to.equal('sign-in-failed');
    }
    expect(await signIn('198.51.100.2')).to.equal('rate-limited');
    expect(await signIn('198.51.100.1')).to.equal('let in');
    await rig.clock.advance(15 * 60_000);
    expect(await signIn('198.51.100.2')).to.equal('let in');
  });

  it('is not counted for a right password that could not be tried, as many were waiting', async () => {
    // One at a time, and 32 wait: what is asked beside them is refused without being tried.
    const others = Array.from({ length: 40 }, (_, n) => signIn(`2001:db8:0:${n.toString(16)}::1`, 'wrong', `user${n}`));
    const refused = await Promise.all(Array.from({ length: 20 }, () => signIn('192.0.2.7')));
    expect(refused).to.deep.equal(Array(20).fill('rate-limited'));
    await Promise.all(others);
    expect(await signIn('192.0.2.7')).to.equal('let in');
  });

  it('from however many addresses keeps nobody out where they have signed in before', async () => {
    expect(await signIn('198.51.100.1')).to.equal('let in');
    const others = Array.from({ length: 40 }, (_, n) => signIn(`2001:db8:0:${n.toString(16)}::1`, 'wrong', `user${n}`));
    expect(await signIn('198.51.100.2')).to.equal('rate-limited');
    expect(await signIn('198.51.100.1')).to.equal('let in');
    await Promise.all(others);
  });

  it('makes a user wait all the same after guesses at 10,500 other names', async () => {
    const attempts = new PasswordAttempts(rig.clock);
    const guess = (username: string, n: number) =>
      outcomeOf(
        attempts.try(
          { username, address: `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1` },
          async () => null,
        ),
      );
    for (let n = 0; n < 50; n++) expect(await guess('admin', n)).to.equal('let in');
    for (let n = 0; n < 10_500; n++) await guess(`user${n}`, 1000 + n);
    expect(await guess('admin', 100)).to.equal('rate-limited');
  });

  it('does not tell an unknown user from a wrong password', async () => {
    const attempts = [signIn('192.0.2.7', 'wrong'), signIn('192.0.2.7', PASSWORD, 'nobody')];
    expect(await Promise.all(attempts)).to.deep.equal(['sign-in-failed', 'sign-in-failed']);
    await rig.addUser('ada', 'host');
    await rig.guard.accounts.change('ada', { disabled: true });
    expect(await signIn('192.0.2.7', PASSWORD, 'ada'), 'disabled').to.equal('sign-in-failed');
  });

  it('costs as much work for a user there is not, or who is disabled, as for one there is', async () => {
    await rig.addUser('ada', 'host');
    await rig.guard.accounts.change('ada', { disabled: true });
    const work: ScryptCost[] = [];
    const passwords = new Passwords({
      cost: CHEAP,
      derive(password, salt, cost) {
        work.push(cost);
        return deriveWithScrypt(password, salt, cost);
      },
    });
    const { clock, guard, store } = rig;
    const accounts = new Accounts({ users: store.users, passwords, clock, endings: guard.access.endings });
    for (const username of ['admin', 'ada', 'nobody'])
      expect(await accounts.withPassword(username, 'x')).to.equal(null);
    expect(work).to.deep.equal([CHEAP, CHEAP, CHEAP]);
  });

  it('at keys makes an address wait, but not who has a good one there', async () => {
    const ask = (token: string) => outcomeOf(rig.guard.access.require('host', credentials({ token })));
    const good = await rig.signIn();
    const outcomes = new Map<string, number>();
    for (let guess = 0; guess < 100; guess++) {
      const outcome = await ask(`ssk_${String(guess).padStart(43, 'A')}`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(Object.fromEntries(outcomes)).to.deep.equal({ 'key-invalid': 60, 'rate-limited': 40 });
    expect(await ask(good)).to.equal('let in');
    await rig.clock.advance(60_000);
    expect(await ask(`ssk_${'A'.repeat(43)}`)).to.equal('key-invalid');
  });
});
