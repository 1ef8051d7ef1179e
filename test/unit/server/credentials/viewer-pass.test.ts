import { expect } from 'chai';
import { ANYBODY, type Revocation, revokes } from '../../../../server/credentials/viewer-pass.js';

describe('a revocation', () => {
  const pass = { ...ANYBODY, viewerId: 'bob', tokenId: 't', keyId: 'k', issuedAtMs: 1000 };
  const ends = (revocation: Revocation, channel = 'members', whose = pass) => revokes(revocation, channel, whose);

  it('of a token ends who came with it, on its channel', () => {
    expect(ends({ kind: 'token', channel: 'members', tokenId: 't' })).to.equal(true);
    expect(ends({ kind: 'token', channel: 'members', tokenId: 'u' })).to.equal(false);
    expect(ends({ kind: 'token', channel: 'members', tokenId: 't' }, 'lobby')).to.equal(false);
  });

  it('of a viewer ends who came with a token issued until then', () => {
    const of = (viewerId: string, issuedUntilMs: number) =>
      ({ kind: 'viewer', channel: 'members', viewerId, issuedUntilMs }) as const;
    expect(ends(of('bob', 1000))).to.equal(true);
    expect(ends(of('bob', 999))).to.equal(false);
    expect(ends(of('ann', 1000))).to.equal(false);
    expect(ends(of('bob', 1000), 'lobby')).to.equal(false);
  });

  it('of a key ends who came with anything it signed', () => {
    expect(ends({ kind: 'key', keyId: 'k' }, 'lobby')).to.equal(true);
    expect(ends({ kind: 'key', keyId: 'l' })).to.equal(false);
  });

  it('never ends who came without a token', () => {
    const anybody = (revocation: Revocation) => revokes(revocation, 'members', ANYBODY);
    expect(anybody({ kind: 'token', channel: 'members', tokenId: 't' })).to.equal(false);
    expect(anybody({ kind: 'viewer', channel: 'members', viewerId: 'bob', issuedUntilMs: 2000 })).to.equal(false);
    expect(anybody({ kind: 'key', keyId: 'k' })).to.equal(false);
  });
});
