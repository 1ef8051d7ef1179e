import { expect } from 'chai';
import fc from 'fast-check';
import { slugOf } from '../../../../../client/console/channels/slug.js';

describe('slug', () => {
  it('keeps what can be kept of a name', () => {
    expect(['News at 8!', 'Übermorgen', '  --  ', 'a'.repeat(99)].map(slugOf)).to.deep.equal([
      'news-at-8',
      'ubermorgen',
      '',
      'a'.repeat(64),
    ]);
  });

  it('is what the API takes, or nothing, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        expect(slugOf(name)).to.match(/^([a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?)?$/);
        expect(slugOf(slugOf(name))).to.equal(slugOf(name));
      }),
    );
  });
});
