import { expect } from 'chai';
import { publicIceServers, viewersIceServers } from '../../../../server/credentials/ice-servers.js';

const STUN = { urls: 'stun:stun.example' };
const OPEN_TURN = { urls: ['turn:relay.example', 'stun:relay.example'] };
const OWN_TURN = { urls: 'TURNS:other.example', username: 'u', credential: 'c' };
const NOW_MS = 1_000_000;

describe('ICE servers', () => {
  it('that everybody is told of relay nothing and have no credentials', () => {
    expect(publicIceServers([STUN, OPEN_TURN, OWN_TURN])).to.deep.equal([
      { urls: ['stun:stun.example'] },
      { urls: ['stun:relay.example'] },
    ]);
  });

  it('of a viewer are all there are, with credentials of its own where there were none', () => {
    const [stun, turn, own] = viewersIceServers([STUN, OPEN_TURN, OWN_TURN], 'north', 'bob', NOW_MS) ?? [];
    expect([stun, own]).to.deep.equal([STUN, OWN_TURN]);
    expect(turn).to.deep.include({ urls: OPEN_TURN.urls, username: `${1000 + 4 * 3600}:bob` });
    expect(turn?.credential).to.match(/^[\w+/]{27}=$/);
    expect(viewersIceServers([STUN, OWN_TURN], undefined, null, NOW_MS)).to.deep.equal([STUN, OWN_TURN]);
  });

  it('of a viewer are those of everybody where nothing relays', () => {
    expect(viewersIceServers([], 'north', 'bob', NOW_MS)).to.equal(undefined);
    expect(viewersIceServers([STUN], undefined, null, NOW_MS)).to.equal(undefined);
  });
});
