import { expect } from 'chai';
import fc from 'fast-check';
import { cursorAt, parseCursor } from '../../../../../server/office/library/page-cursor.js';

describe('page cursor', () => {
  it('comes back as it was, and is safe in an address', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (createdAtMs, id) => {
        const cursor = cursorAt({ createdAtMs, id });
        expect(cursor).to.match(/^[\w-]+$/);
        expect(parseCursor(cursor)).to.deep.equal({ createdAtMs, id });
      }),
    );
  });

  it('that was made up is refused', () => {
    for (const cursor of ['', 'x', '%', Buffer.from('[1]').toString('base64url'), 'e30']) {
      expect(() => parseCursor(cursor))
        .to.throw()
        .with.property('code', 'bad-request');
    }
  });
});
