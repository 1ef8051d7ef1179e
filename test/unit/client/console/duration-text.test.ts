import { expect } from 'chai';
import { durationText } from '../../../../client/console/duration-text.js';

describe('duration text', () => {
  it('shows tenths below a minute, then minutes, then hours', () => {
    expect([4200, 59_900, 65_000, 3_727_000].map(durationText)).to.deep.equal(['4.2 s', '59.9 s', '1:05', '1:02:07']);
  });

  it('never shows sixty seconds of a minute', () => {
    expect([119_600, 3_599_700].map(durationText)).to.deep.equal(['2:00', '1:00:00']);
  });
});
