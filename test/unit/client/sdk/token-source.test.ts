import { expect } from 'chai';
import { tokenFrom } from '../../../../client/sdk/token-source.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('token-source', () => {
  let time: ManualClock;

  beforeEach(() => {
    time = new ManualClock(0);
  });

  const problemOf = (source: () => unknown) =>
    tokenFrom(source as () => string, time).then(
      (token) => expect.fail(`it gave ${token}`),
      (error) => error,
    );

  it('takes a token as it is, and none for none', async () => {
    expect(await tokenFrom('a.b.c', time)).to.equal('a.b.c');
    expect(await tokenFrom(undefined, time)).to.equal(undefined);
  });

  it('asks a function for a fresh one every time', async () => {
    let asked = 0;
    const source = async () => `token-${++asked}`;
    expect([await tokenFrom(source, time), await tokenFrom(source, time)]).to.deep.equal(['token-1', 'token-2']);
    expect(time.timerCount).to.equal(0);
  });

  it('says whose fault it is when none can be had, and tries again with ever longer pauses', async () => {
    for (const source of [
      () => Promise.reject(new Error('HTTP 502')),
      () => {
        throw new Error('HTTP 502');
      },
    ]) {
      const problem = await problemOf(source);
      expect(problem).to.include({ code: 'token-unavailable', retry: 'later' });
      expect(problem.message).to.include('HTTP 502');
    }
    expect(time.timerCount).to.equal(0);
  });

  it('waits ten seconds for one and no longer', async () => {
    const problem = problemOf(() => new Promise(() => {}));
    await time.advance(9999);
    expect(time.timerCount).to.equal(1);
    await time.advance(1);
    expect(await problem).to.include({ code: 'token-unavailable', retry: 'later' });
    expect(time.timerCount).to.equal(0);
  });

  it('takes nothing for no token, and what is no text for a fault of the page', async () => {
    for (const nothing of [undefined, null, '']) {
      expect(await tokenFrom((() => nothing) as () => string, time)).to.equal(undefined);
    }
    for (const wrong of [5, {}, ['a.b.c']]) {
      expect(await problemOf(async () => wrong)).to.include({ code: 'token-unavailable' });
    }
  });
});
