import { expect } from 'chai';
import { entityTag, expectedRevision, isKnown } from '../../../../server/http/entity-tag.js';
import { CodedError } from '../../../../shared/errors.js';

describe('entity tags', () => {
  const asked = (ifMatch: string | undefined) => {
    try {
      return expectedRevision(ifMatch);
    } catch (error) {
      return error instanceof CodedError ? error.code : String(error);
    }
  };

  it('carry the revision that If-Match guards', () => {
    expect(asked(entityTag(7, 'abc_-1'))).to.equal(7);
    expect(asked(undefined)).to.equal(undefined);
    expect(asked('*')).to.equal(undefined);
  });

  it('that are not ours match nothing', () => {
    for (const tag of ['"7"', 'W/"7.abc"', '7.abc', '""', '"-1.abc"']) {
      expect(asked(tag), tag).to.equal('stale-revision');
    }
    expect(asked('"1.a", "2.b"')).to.equal('bad-request');
  });

  it('is known to who names it, among others and as a weak one too', () => {
    expect(['"a"', '"b", "a"', 'W/"a"', '*'].map((header) => isKnown(header, '"a"'))).to.deep.equal(
      Array(4).fill(true),
    );
    expect([undefined, '', '"b"', 'a', '"aa"'].map((header) => isKnown(header, '"a"'))).to.deep.equal(
      Array(5).fill(false),
    );
  });
});
