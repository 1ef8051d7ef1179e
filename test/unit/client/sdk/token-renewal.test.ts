import { expect } from 'chai';
import fc from 'fast-check';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import { keepRenewing, renewalDelayMs } from '../../../../client/sdk/token-renewal.js';
import { ManualClock } from '../../../support/manual-clock.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('token-renewal', () => {
  let time: ManualClock;
  let shown: { readonly token: string; readonly atMs: number }[];
  let fetchOne: () => Promise<string>;
  let answer: (token: string) => Promise<{ tokenExpiresInMs?: number }>;

  beforeEach(() => {
    time = new ManualClock(0);
    shown = [];
    let fetched = 0;
    fetchOne = async () => `token-${++fetched}`;
    answer = async () => ({ tokenExpiresInMs: HOUR_MS });
  });

  const renew = (source: () => string | Promise<string>) =>
    keepRenewing(time, source, { tokenExpiresInMs: HOUR_MS }, (token) => {
      shown.push({ token, atMs: time.now() });
      return answer(token);
    });

  it('shows a fresh token within two minutes of the end of the one before, again and again', async () => {
    renew(() => fetchOne());
    await time.advance(3 * HOUR_MS);
    expect(shown.map(({ token }) => token)).to.deep.equal(['token-1', 'token-2', 'token-3']);
    for (const [index, { atMs }] of shown.entries()) {
      const before = shown[index - 1]?.atMs ?? 0;
      expect(atMs - before).to.be.within(HOUR_MS - 2 * MINUTE_MS, HOUR_MS - MINUTE_MS);
    }
  });

  it('tries again when none can be had, less and less often', async () => {
    fetchOne = () => Promise.reject(new Error('HTTP 502'));
    let asked = 0;
    renew(() => {
      asked++;
      return fetchOne();
    });
    await time.advance(HOUR_MS);
    expect(asked).to.be.within(4, 12);
    fetchOne = async () => 'late';
    await time.advance(30_000);
    expect(shown).to.have.length(1);
  });

  it('tries again when the page has none to give, or never says', async () => {
    for (const unhelpful of [() => undefined, () => new Promise(() => {})] as (() => Promise<string>)[]) {
      fetchOne = unhelpful;
      let asked = 0;
      const stop = renew(() => {
        asked++;
        return fetchOne();
      });
      await time.advance(HOUR_MS);
      expect(asked).to.be.within(3, 12);
      fetchOne = async () => 'late';
      await time.advance(45_000);
      expect(shown.splice(0)).to.have.length(1);
      stop();
    }
  });

  it('tries again when the server has no time, and not when it refuses the token', async () => {
    const refusals = ['rate-limited', 'token-revoked'] as const;
    answer = async () => {
      throw new PlayerError(refusals[shown.length - 1]!, 'no');
    };
    renew(() => fetchOne());
    await time.advance(2 * HOUR_MS);
    expect(shown).to.have.length(2);
    expect(time.timerCount).to.equal(0);
  });

  it('does not ask without end where the page hands out the same token until it has run out', async () => {
    answer = async () => ({ tokenExpiresInMs: Math.max(1, HOUR_MS - time.now()) });
    renew(() => 'the same');
    await time.advance(HOUR_MS);
    expect(shown.length).to.be.within(2, 12);
  });

  it('has nothing to do without an end, or where the page has but the one token', async () => {
    const show = async () => expect.fail('shown');
    keepRenewing(time, () => fetchOne(), {}, show);
    keepRenewing(time, 'the only one', { tokenExpiresInMs: HOUR_MS }, show);
    keepRenewing(time, undefined, { tokenExpiresInMs: HOUR_MS }, show);
    expect(time.timerCount).to.equal(0);
  });

  it('shows nothing and leaves no timer once it is stopped', async () => {
    const stop = renew(() => fetchOne());
    stop();
    expect(time.timerCount).to.equal(0);
    let hand: (token: string) => void = () => {};
    const stopLate = renew(() => new Promise((resolve) => (hand = resolve)));
    await time.advance(HOUR_MS);
    stopLate();
    hand('too late');
    await time.advance(HOUR_MS);
    expect(shown).to.deep.equal([]);
    expect(time.timerCount).to.equal(0);
  });

  it('spreads viewers over the time before the end, two minutes of it at most', () => {
    const lifetimes = fc.integer({ min: 3000, max: 24 * HOUR_MS });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(lifetimes, chance, (expiresInMs, random) => {
        const leadMs = expiresInMs - renewalDelayMs(expiresInMs, random);
        return (
          leadMs >= Math.min(expiresInMs / 5, MINUTE_MS) - 1 && leadMs <= Math.min(expiresInMs * 0.4, 2 * MINUTE_MS)
        );
      }),
    );
    expect(renewalDelayMs(5000, 0)).to.equal(4000);
    expect(renewalDelayMs(31 * 24 * HOUR_MS, 0), 'a timer that browsers have').to.equal(24 * HOUR_MS);
  });
});
