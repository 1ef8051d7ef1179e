import { expect } from 'chai';
import { etaText } from '../../../../client/console/eta-text.js';

describe('the time that is left', () => {
  it('is told as roughly as it is known', () => {
    expect([0.2, 40, 180, 3900].map(etaText)).to.deep.equal(['1 s', '40 s', '3 min', '1 h 5 min']);
  });
});
