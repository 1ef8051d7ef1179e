import { expect } from 'chai';
import { deriveWithScrypt, Passwords, type ScryptCost } from '../../../../../server/office/auth/password.js';
import { CHEAP, outcomeOf } from '../../../../support/access-rig.js';

describe('passwords', () => {
  const counted = () => {
    const costs: ScryptCost[] = [];
    let running = 0;
    let most = 0;
    const passwords = new Passwords({
      cost: CHEAP,
      async derive(password, salt, cost) {
        costs.push(cost);
        running += 1;
        most = Math.max(most, running);
        const hash = await deriveWithScrypt(password, salt, cost);
        running -= 1;
        return hash;
      },
    });
    return { passwords, costs, most: () => most };
  };

  it('match their own hash and no other', async () => {
    const { passwords } = counted();
    const stored = await passwords.hash('one');
    expect(await passwords.match('one', stored)).to.equal(true);
    for (const other of ['', 'One', 'one ', stored])
      expect(await passwords.match(other, stored), other).to.equal(false);
    expect(await passwords.hash('one'), 'salted').not.to.equal(stored);
    const failure = await outcomeOf(passwords.match('one', 'plain text'));
    expect(failure).to.include('cannot be read');
  });

  it('of nobody cost as much work as those of somebody', async () => {
    const { passwords, costs } = counted();
    const stored = await passwords.hash('one');
    costs.length = 0;
    for (const hash of [stored, undefined]) expect(await passwords.match('two', hash)).to.equal(false);
    expect(costs).to.deep.equal([CHEAP, CHEAP]);
  });

  it('are hashed one at a time, and no more wait than can be served', async () => {
    const { passwords, most } = counted();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(passwords.hash('one'))));
    expect(most()).to.equal(1);
    expect(outcomes.filter((outcome) => outcome === 'let in')).to.have.length(32);
    expect(outcomes.filter((outcome) => outcome === 'rate-limited')).to.have.length(18);
    expect(await outcomeOf(passwords.hash('one')), 'later').to.equal('let in');
  });
});
