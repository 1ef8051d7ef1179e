import { expect } from 'chai';
import fc from 'fast-check';
import { mediaCursorAt, parseMediaCursor } from '../../../../../server/office/library/media-cursor.js';

describe('media cursor', () => {
  it('comes back as it was, and is safe in an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(), fc.string()), fc.string(), (key, id) => {
        const cursor = mediaCursorAt('title', { key, id });
        expect(cursor).to.match(/^[\w-]+$/);
        expect(parseMediaCursor('title', cursor)).to.deep.equal({ key, id });
      }),
    );
  });

  it('of another order, or made up, is refused', () => {
    const ofTitles = mediaCursorAt('title', { key: 'a', id: 'b' });
    for (const cursor of [ofTitles, '', 'x', '%', Buffer.from('[1]').toString('base64url'), 'e30']) {
      expect(() => parseMediaCursor('newest', cursor))
        .to.throw()
        .with.property('code', 'bad-request');
    }
  });
});
