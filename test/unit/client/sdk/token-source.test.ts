import { expect } from 'chai';
import { tokenFrom } from '../../../../client/sdk/token-source.js';

describe('token-source', () => {
  it('takes a token as it is, and none for none', async () => {
    expect(await tokenFrom('a.b.c')).to.equal('a.b.c');
    expect(await tokenFrom(undefined)).to.equal(undefined);
  });

  it('asks a function for a fresh one every time', async () => {
    let asked = 0;
    const source = async () => `token-${++asked}`;
    expect([await tokenFrom(source), await tokenFrom(source)]).to.deep.equal(['token-1', 'token-2']);
  });

  it('says whose fault it is when none can be had, and leaves hope', async () => {
    const problem = await tokenFrom(() => Promise.reject(new Error('HTTP 502'))).catch((error) => error);
    expect(problem).to.include({ code: 'token-unavailable', retry: 'soon' });
    expect(problem.message).to.include('HTTP 502');
  });
});
