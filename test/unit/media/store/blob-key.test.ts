import { join, relative } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { assertBlobKey, BlobKeyError } from '../../../../media/store/blob-key.js';

describe('blob keys', () => {
  const accepts = (key: string): boolean => {
    try {
      assertBlobKey(key);
      return true;
    } catch (error) {
      expect(error).to.be.instanceOf(BlobKeyError);
      return false;
    }
  };

  it('are what media is stored under', () => {
    for (const key of ['a', 'media/0198f3/media.mp4', 'media/a-b_c/index.json', 'A.B/_/-9']) {
      expect(accepts(key), key).to.equal(true);
    }
  });

  it('cannot leave the folder they are kept in, whatever they say', () => {
    const crooked = fc.array(fc.constantFrom('a', 'Z9', '.', '..', '.a', '', '-', 'é', '\\', '\0', ' ', '%2e'), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          crooked.map((segments) => segments.join('/')),
        ),
        (key) => {
          if (!accepts(key)) return;
          expect(relative('/srv/store', join('/srv/store', ...key.split('/')))).to.equal(key);
        },
      ),
    );
  });

  it('have a bounded length', () => {
    expect(accepts('x'.repeat(128))).to.equal(true);
    expect(accepts('x'.repeat(129))).to.equal(false);
    expect(accepts(Array.from({ length: 256 }, () => 'x').join('/'))).to.equal(true);
    expect(accepts(Array.from({ length: 257 }, () => 'x').join('/'))).to.equal(false);
  });

  it('say in the error what is allowed, and not the whole of a long one', () => {
    const error = new BlobKeyError('../'.repeat(1000));
    expect(error.message)
      .to.match(/A–Z a–z 0–9/)
      .and.have.length.below(200);
  });
});
