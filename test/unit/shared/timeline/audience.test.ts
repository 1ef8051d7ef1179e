import { expect } from 'chai';
import fc from 'fast-check';
import { areDisjoint, conditionKey, matches } from '../../../../shared/timeline/audience.js';

const attributes = fc.dictionary(fc.constantFrom('lang', 'tier', 'viewer'), fc.constantFrom('a', 'b'));

describe('audience', () => {
  it('matches when every attribute asked for is there with its value', () => {
    const audience = { lang: 'fr', tier: 'free', viewer: 'bob' };
    expect(matches({}, audience)).to.equal(true);
    expect(matches({ lang: 'fr' }, audience)).to.equal(true);
    expect(matches({ lang: 'fr', tier: 'paid' }, audience)).to.equal(false);
    expect(matches({ region: 'eu' }, audience)).to.equal(false);
    expect(matches({ lang: 'fr' }, {})).to.equal(false);
  });

  it('calls conditions disjoint exactly when no audience meets both', () => {
    fc.assert(
      fc.property(attributes, attributes, (a, b) => {
        const both = { ...a, ...b };
        const isMet = matches(a, both) && matches(b, both);
        expect(areDisjoint(a, b)).to.equal(!isMet);
      }),
    );
  });

  it('names a condition whatever the order of its attributes, and no two conditions alike', () => {
    fc.assert(
      fc.property(attributes, attributes, (a, b) => {
        const reversed = Object.fromEntries(Object.entries(a).reverse());
        expect(conditionKey(reversed)).to.equal(conditionKey(a));
        expect(conditionKey(a) === conditionKey(b)).to.equal(matches(a, b) && matches(b, a));
      }),
    );
  });
});
