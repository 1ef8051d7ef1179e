import { expect } from 'chai';
import { audienceOf, conditionOf, conditionText } from '../../../../../client/console/sequences/condition-text.js';

describe('condition text', () => {
  it('is written as it is read', () => {
    expect(conditionOf('lang=fr, tier = free')).to.deep.equal({ lang: 'fr', tier: 'free' });
    expect(conditionText({ lang: 'fr', tier: 'free' })).to.equal('lang=fr, tier=free');
    expect(conditionOf(conditionText({ viewer: 'a=b' }))).to.deep.equal({ viewer: 'a=b' });
  });

  it('is everybody where it may be left out, and is', () => {
    expect([' ', 'lang=fr', 'fr'].map(audienceOf)).to.deep.equal([{}, { lang: 'fr' }, null]);
  });

  it('is refused when it says nothing, or one thing twice', () => {
    expect(['', 'fr', 'lang=fr,', 'lang=fr, lang=de', 'la ng=fr'].map(conditionOf)).to.deep.equal([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
