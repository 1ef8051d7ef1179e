import { expect } from 'chai';
import fc from 'fast-check';
import { TokenBucket } from '../../../../server/limits/token-bucket.js';

describe('token bucket', () => {
  it('lets a burst through, then the steady rate', () => {
    const bucket = new TokenBucket(3, 2, 0);
    expect([0, 0, 0, 0].map((nowMs) => bucket.take(nowMs))).to.deep.equal([true, true, true, false]);
    expect(bucket.take(499)).to.equal(false);
    expect(bucket.take(1000)).to.equal(true);
  });

  it('never lets more through than the burst and what time has earned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (gaps) => {
        const bucket = new TokenBucket(5, 10, 0);
        let nowMs = 0;
        let taken = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if (bucket.take(nowMs)) taken += 1;
          expect(taken).to.be.at.most(5 + nowMs / 100 + 1e-6);
        }
      }),
    );
  });

  it('takes several tokens at once or none, and tells how many are used up', () => {
    const bucket = new TokenBucket(100, 10, 0);
    expect([bucket.take(0, 60), bucket.take(0, 60), bucket.spent(0)]).to.deep.equal([true, false, 60]);
    expect([bucket.spent(2000), bucket.take(2000, 60), bucket.spent(60_000)]).to.deep.equal([40, true, 0]);
  });
});
