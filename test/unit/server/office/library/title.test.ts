import { expect } from 'chai';
import { titleFrom } from '../../../../../server/office/library/title.js';

describe('title', () => {
  it('is the first text that is not blank', () => {
    expect(titleFrom(undefined, '  ', ' The film ', 'film-final-2')).to.equal('The film');
    expect(titleFrom(undefined, '')).to.equal('Untitled');
  });

  it('is of bounded length', () => {
    expect(titleFrom('x'.repeat(1000))).to.have.lengthOf(200);
  });
});
