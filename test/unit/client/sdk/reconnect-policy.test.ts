import { expect } from 'chai';
import fc from 'fast-check';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import {
  holdUpPatienceS,
  holdUpsInARow,
  moveDelayMs,
  retryAfter,
  retryDelayMs,
} from '../../../../client/sdk/reconnect-policy.js';

const attempts = fc.integer({ min: 1, max: 1_000_000 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('reconnect-policy', () => {
  it('tries again almost at once after a loss', () => {
    expect(retryDelayMs('soon', 1, 0.999)).to.be.at.most(150);
  });

  it('never lets a viewer of a server that is back wait for more than 1.5 s', () => {
    fc.assert(fc.property(attempts, chance, (attempt, random) => retryDelayMs('soon', attempt, random) <= 1500));
  });

  it('leaves a busy server alone for longer, and for 30 s at most', () => {
    expect(retryDelayMs('later', 1, 0)).to.be.at.least(1000);
    fc.assert(fc.property(attempts, chance, (attempt, random) => retryDelayMs('later', attempt, random) <= 30_000));
  });

  it('waits longer with every failure until the cap', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => retryDelayMs('soon', attempt, 0.5));
    expect(delays).to.deep.equal(delays.toSorted((a, b) => a - b));
    expect(delays[0]).to.be.below(delays[5]!);
  });

  it('spreads the viewers of one server over half of each delay', () => {
    expect(retryDelayMs('soon', 20, 0)).to.equal(750);
    expect(retryDelayMs('soon', 20, 0.999)).to.be.closeTo(1500, 2);
  });

  it('spreads viewers who are sent elsewhere together over a second', () => {
    expect([0, 0.25, 0.999].map(moveDelayMs)).to.deep.equal([0, 250, 999]);
  });

  it('puts up with a held back picture for longer each time that a new session did not help', () => {
    expect([0, 1, 2, 9].map(holdUpPatienceS)).to.deep.equal([4, 8, 16, 64]);
    const again = holdUpsInARow(holdUpsInARow(0, Number.POSITIVE_INFINITY), 70_000);
    expect([again, holdUpsInARow(again, 3_600_000)]).to.deep.equal([2, 1]);
  });

  it('asks a page that fetches tokens for another where one token would be the end', () => {
    const problem = (code: 'token-expired' | 'token-required' | 'token-revoked') => new PlayerError(code, '');
    expect(retryAfter(problem('token-expired'), 0, true)).to.equal('soon');
    expect(retryAfter(problem('token-expired'), 1, true)).to.equal('later');
    expect(retryAfter(problem('token-required'), 0, true)).to.equal('later');
    expect(retryAfter(problem('token-revoked'), 0, true)).to.equal('never');
    for (const code of ['token-expired', 'token-required'] as const) {
      expect(retryAfter(problem(code), 0, false)).to.equal('never');
    }
  });
});
