import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { contentHash } from '../../../../shared/timeline/content-hash.js';

const values = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant(Number.POSITIVE_INFINITY)));

describe('content hash', () => {
  it('is the same everywhere: the first 128 bits of SHA-256 over the values as JSON', () => {
    const sha256 = createHash('sha256').update('["1",["a"],[null],"Infinity"]').digest('hex');
    expect(contentHash([1, 'a', null, Number.POSITIVE_INFINITY])).to.equal(sha256.slice(0, 32));
  });

  it('tells values apart whatever their types and borders', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const areEqual = a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
        expect(contentHash(a) === contentHash(b)).to.equal(areEqual);
      }),
    );
    expect(contentHash(['ab', 'c'])).to.not.equal(contentHash(['a', 'bc']));
    expect(contentHash([1])).to.not.equal(contentHash(['1']));
  });
});
