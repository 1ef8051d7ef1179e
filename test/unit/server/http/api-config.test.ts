import { expect } from 'chai';
import type { PlayerConfig } from '../../../../shared/api/config.js';
import { ApiRig } from '../office/http/api-rig.js';

const SERVERS = [
  { urls: 'stun:stun.example' },
  { urls: 'turn:relay.example' },
  { urls: ['turns:other.example'], username: 'u', credential: 'c' },
];

describe('/config', () => {
  let rig: ApiRig;
  afterEach(() => rig.close());

  const config = async (token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await rig.contract.ask('get', '/config', { headers });
    const { iceServers } = (await response.json()) as PlayerConfig;
    return { iceServers, caching: response.headers.get('cache-control') };
  };

  it('gives each viewer credentials of its own for the TURN servers that have none', async () => {
    rig = await ApiRig.start({ ICE_SERVERS: JSON.stringify(SERVERS), TURN_SECRET: 'north' });
    await rig.addChannel('members', 'token');
    const token = await rig.viewerToken('members');
    const expiry = Math.floor(rig.clock.now() / 1000) + 86_400;
    for (const [shown, name] of [
      [undefined, 'anybody'],
      [token, 'bob'],
      ['nonsense', 'anybody'],
    ] as const) {
      const { iceServers, caching } = await config(shown);
      const [stun, turn, other] = iceServers;
      expect([stun, other]).to.deep.equal([SERVERS[0], SERVERS[2]]);
      expect(turn).to.include({ urls: 'turn:relay.example', username: `${expiry}:${name}` });
      expect(turn?.credential).to.match(/^[\w+/]{27}=$/);
      expect(caching).to.equal('no-store');
    }
  });

  it('gives the servers as they are set without TURN_SECRET', async () => {
    const [stun, , other] = SERVERS;
    rig = await ApiRig.start({ ICE_SERVERS: JSON.stringify([stun, other]) });
    expect((await config()).iceServers).to.deep.equal([stun, other]);
  });
});
