import { expect } from 'chai';
import type { PlayerConfig } from '../../../../shared/api/config.js';
import { ApiRig } from '../office/http/api-rig.js';

const SERVERS = [
  { urls: 'stun:stun.example' },
  { urls: 'turn:relay.example' },
  { urls: ['turns:other.example', 'stuns:other.example'], username: 'u', credential: 'c' },
];

describe('/config', () => {
  let rig: ApiRig;
  afterEach(() => rig.close());

  const config = async (token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await rig.contract.ask('get', '/config', { headers });
    return (await response.json()) as PlayerConfig;
  };

  it('names the servers that relay nothing, and hands credentials to nobody', async () => {
    rig = await ApiRig.start({ ICE_SERVERS: JSON.stringify(SERVERS), TURN_SECRET: 'north' });
    await rig.addChannel('members', 'token');
    for (const shown of [undefined, await rig.viewerToken('members'), await rig.token(), 'nonsense']) {
      expect((await config(shown)).iceServers).to.deep.equal([
        { urls: ['stun:stun.example'] },
        { urls: ['stuns:other.example'] },
      ]);
    }
  });
});
