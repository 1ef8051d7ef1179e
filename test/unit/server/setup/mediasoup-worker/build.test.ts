import { expect } from 'chai';
import { applyPatch } from '../../../../../server/setup/mediasoup-worker/build.mjs';

const patch = { file: 'meson.build', from: 'old', to: 'new' };

describe('set-up: the recipe for the worker', () => {
  it('changes the one place it means', () => {
    expect(applyPatch('an old thing', patch)).to.equal('an new thing');
  });

  it('refuses sources that it was not written for', () => {
    expect(() => applyPatch('nothing of the kind', patch)).to.throw('"old" occurs 0 times');
    expect(() => applyPatch('old and old', patch)).to.throw('"old" occurs 2 times');
  });
});
