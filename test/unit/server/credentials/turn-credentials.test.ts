import { expect } from 'chai';
import { turnCredentials } from '../../../../server/credentials/turn-credentials.js';

describe('TURN credentials', () => {
  it('are what a TURN server computes from the user name and the secret', () => {
    // openssl: printf %s 1735704000:bob | openssl dgst -sha1 -hmac north -binary | base64
    expect(turnCredentials('north', 'bob', Date.UTC(2025, 0, 1) + 999)).to.deep.equal({
      username: '1735704000:bob',
      credential: 'ye9qbmP3f4G0/Fockw+9hklzZvs=',
    });
  });

  it('name nobody when nobody is known, and never more than the relay’s log can bear', () => {
    expect(turnCredentials('north', null, 0).username).to.equal('14400:anybody');
    expect(turnCredentials('north', 'a:b\nc é', 0).username).to.equal('14400:a_b_c__');
    expect(turnCredentials('north', 'x'.repeat(200), 0).username).to.have.length(6 + 64);
  });
});
