import { expect } from 'chai';
import { RateLimit } from '../../../../server/limits/rate-limit.js';
import { CodedError } from '../../../../shared/errors.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('a rate limit', () => {
  const refused = (limit: RateLimit, key: string) => {
    try {
      limit.take(key);
      return undefined;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return error.details?.['retryAfterSeconds'];
    }
  };

  it('lets so many through in a window, for each key by itself, and says how long to wait', async () => {
    const clock = new ManualClock(0);
    const limit = new RateLimit({ limit: 2, windowMs: 10_000, clock });
    expect([refused(limit, 'a'), refused(limit, 'a')]).to.deep.equal([undefined, undefined]);
    await clock.advance(3500);
    expect(refused(limit, 'a')).to.equal(7);
    expect(refused(limit, 'b')).to.equal(undefined);
    await clock.advance(6500);
    expect(refused(limit, 'a')).to.equal(undefined);
  });

  it('takes back what did not count', () => {
    const limit = new RateLimit({ limit: 1, windowMs: 10_000, clock: new ManualClock(0) });
    for (let time = 0; time < 5; time++) {
      expect(refused(limit, 'a')).to.equal(undefined);
      limit.giveBack('a');
    }
    limit.giveBack('a');
    limit.giveBack('none');
    expect([refused(limit, 'a'), refused(limit, 'a')]).to.deep.equal([undefined, 10]);
  });

  it('forgets what counts little before what counts much, however many keys come', () => {
    const clock = new ManualClock(0);
    const limit = new RateLimit({ limit: 3, windowMs: 1000, clock });
    for (let time = 0; time < 3; time++) limit.take('victim');
    limit.take('twice');
    limit.take('twice');
    for (let key = 0; key < 10_500; key++) limit.take(`${key}`);
    expect(limit.size).to.equal(10_000);
    expect(refused(limit, 'victim')).to.equal(1);
    expect([refused(limit, 'twice'), refused(limit, 'twice')], 'had one left').to.deep.equal([undefined, 1]);
    limit.giveBack('victim');
    expect([refused(limit, 'victim'), refused(limit, 'victim')]).to.deep.equal([undefined, 1]);
  });

  it('remembers a bounded number of keys, and none longer than its window', async () => {
    const clock = new ManualClock(0);
    const limit = new RateLimit({ limit: 1, windowMs: 1000, clock });
    for (let key = 0; key < 25_000; key++) limit.take(`${key}`);
    expect(limit.size).to.equal(10_000);
    expect(refused(limit, '24999'), 'the latest').not.to.equal(undefined);
    await clock.advance(1000);
    limit.take('a');
    expect(limit.size).to.equal(1);
  });
});
