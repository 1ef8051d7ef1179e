import { expect } from 'chai';
import { deepQuery } from '../../../../server/http/deep-query.js';

describe('parameters of the form name[key]', () => {
  it('become one object, beside the plain ones', () => {
    const query = { at: '1', 'audience[lang]': 'fr', 'audience[a.b-c_d]': 'x', 'other[k]': 'v' };
    expect(deepQuery(query)).to.deep.equal({ at: '1', audience: { lang: 'fr', 'a.b-c_d': 'x' }, other: { k: 'v' } });
  });

  it('are handed on as they are when they are given twice, for the schema to refuse', () => {
    expect(deepQuery({ 'audience[lang]': ['fr', 'de'] })).to.deep.equal({ audience: { lang: ['fr', 'de'] } });
    expect(deepQuery({ audience: 'a', 'audience[lang]': 'fr' })).to.deep.equal({ audience: ['a', { lang: 'fr' }] });
  });

  it('go one level deep, and never reach a prototype', () => {
    expect(deepQuery({ 'audience[a][b]': 'x', 'audience[]': 'x', 'audience[': 'x' })).to.deep.equal({
      'audience[a][b]': 'x',
      'audience[]': 'x',
      'audience[': 'x',
    });
    const odd = deepQuery({ 'audience[__proto__]': 'x', '__proto__[role]': 'admin' });
    expect(Object.keys(odd['audience'] as object)).to.deep.equal(['__proto__']);
    expect(({} as Record<string, unknown>)['role']).to.equal(undefined);
  });
});
