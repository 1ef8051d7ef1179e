import { expect } from 'chai';
import { assertCurrent, assertDecodes, assertWebRtc } from '../../../../client/sdk/browser-support.js';

const FIREFOX = { navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0' } };
const CHROME = {
  navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36' },
};

const unsupported = { code: 'unsupported-client', retry: 'never' };

function problemOf(check: () => void) {
  try {
    check();
    return null;
  } catch (error) {
    return error as Error & { code: string; retry: string };
  }
}

describe('browser-support', () => {
  it('lets a browser pass that has all the player is made of', () => {
    const browser = { AbortSignal: { any: () => {} }, RTCPeerConnection: class {}, ...CHROME };
    expect(problemOf(() => assertCurrent(browser))).to.equal(null);
    expect(problemOf(() => assertWebRtc(browser))).to.equal(null);
    expect(problemOf(() => assertDecodes(['audio', 'video', 'video'], browser))).to.equal(null);
  });

  it('says which versions can, where the browser is too old', () => {
    expect(problemOf(() => assertCurrent({ AbortSignal: {} }))).to.include(unsupported);
    expect(problemOf(() => assertCurrent({}))?.message).to.include('Safari 17.4');
  });

  it('says that WebRTC is missing', () => {
    const problem = problemOf(() => assertWebRtc({}));
    expect(problem).to.include(unsupported);
    expect(problem?.message).to.include('WebRTC');
  });

  it('says what cannot be decoded, and to users of a new Firefox that they may hope', () => {
    expect(problemOf(() => assertDecodes(['video'], CHROME))?.message).to.include('Opus');
    expect(problemOf(() => assertDecodes(['audio'], CHROME))).to.include(unsupported);
    expect(problemOf(() => assertDecodes(['audio'], CHROME))?.message).to.match(/cannot decode H\.264 video\.$/);
    expect(problemOf(() => assertDecodes(['audio'], FIREFOX))?.message).to.include('try again in some minutes');
  });
});
