import { expect } from 'chai';
import { sourceFrom, volumeFrom } from '../../../../client/player/attributes.js';

const SCRIPT_ORIGIN = 'https://tv.example';

function source(attributes: Record<string, string>) {
  return sourceFrom((name) => attributes[name] ?? null, SCRIPT_ORIGIN);
}

describe('attributes', () => {
  it('finds the server where the script came from', () => {
    expect(source({ channel: 'demo' })).to.deep.equal({
      source: { channel: 'demo', server: 'https://tv.example', token: undefined },
    });
  });

  it('takes another server and a token', () => {
    expect(source({ channel: 'demo', server: 'http://10.0.0.5:8080/', token: 'abc' })).to.deep.equal({
      source: { channel: 'demo', server: 'http://10.0.0.5:8080', token: 'abc' },
    });
  });

  it('takes the address of a watch page for both', () => {
    expect(source({ src: 'https://other.example/watch/news?x=1' })).to.deep.equal({
      source: { channel: 'news', server: 'https://other.example', token: undefined },
    });
    expect(source({ src: '/watch/news' })).to.deep.equal({
      source: { channel: 'news', server: 'https://tv.example', token: undefined },
    });
  });

  it('waits without a word for a channel that is not named yet', () => {
    expect(source({})).to.deep.equal({ fault: null });
    expect(source({ channel: '' })).to.deep.equal({ fault: null });
  });

  it('names what is wrong, and what it should be', () => {
    expect(source({ src: 'https://other.example/' }))
      .to.have.property('fault')
      .that.includes('…/watch/CHANNEL');
    expect(source({ channel: 'demo', server: 'tv.example' }))
      .to.have.property('fault')
      .that.includes('https://HOST');
    expect(source({ channel: 'demo', server: 'javascript:alert(1)' })).to.have.property('fault');
  });

  it('takes volumes from 0 to 1 and nothing else', () => {
    expect(['0', '0.25', '1'].map(volumeFrom)).to.deep.equal([0, 0.25, 1]);
    expect([null, '', ' ', 'loud', '-0.1', '1.01', 'NaN'].map(volumeFrom).filter((volume) => volume !== null)).to.be
      .empty;
  });
});
