import { expect } from 'chai';
import { strongTag } from '../../../../../client/console/api/strong-tag.js';
import { entityTag, expectedRevision } from '../../../../../server/http/entity-tag.js';

describe('strong tag', () => {
  const tag = entityTag(7, 'abc_-1');

  it('guards an edit of what came through a proxy, compressed or not', () => {
    for (const received of [tag, `W/${tag}`]) expect(expectedRevision(strongTag(received) ?? undefined)).to.equal(7);
  });

  it('is none where there is none', () => {
    expect(strongTag(null)).to.equal(null);
  });
});
