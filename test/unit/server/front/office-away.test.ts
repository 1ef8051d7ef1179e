import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import { FrontRig } from './front-rig.js';

describe('the front', () => {
  let rig: FrontRig;
  beforeEach(async () => {
    rig = await FrontRig.start();
  });
  afterEach(() => rig.close());

  it('passes the API on, with its answers as they are', async () => {
    const [here, there] = await Promise.all([
      fetch(`${rig.url}/api/v1/channels?limit=0`),
      fetch(`${rig.office.url}/api/v1/channels?limit=0`),
    ]);
    expect(here.status).to.equal(there.status).and.equal(400);
    expect(await here.text()).to.equal(await there.text());
    expect(here.headers.get('content-type')).to.equal(there.headers.get('content-type'));
  });

  it('answers what a player asks before it joins without the office, and says of the rest when to ask again', async () => {
    rig.endOffice();
    expect((await fetch(`${rig.url}/api/v1/config`)).status).to.equal(200);
    expect((await fetch(`${rig.url}/api/v1/time`)).status).to.equal(200);
    const refused = await fetch(`${rig.url}/api/v1/channels`);
    expect(refused.status).to.equal(503);
    expect(refused.headers.get('retry-after')).to.equal('1');
    expect(((await refused.json()) as { code: string }).code).to.equal('not-ready');
  });

  it('says which part of the server does not work, and until when viewers go on without it', async () => {
    const ready = async () => {
      const response = await fetch(`${rig.url}/readyz`);
      const { checks } = (await response.json()) as { checks: Record<string, { ok: boolean }> };
      return [response.status, ...Object.keys(checks).filter((part) => !checks[part]!.ok)];
    };
    expect(await ready()).to.deep.equal([200]);
    rig.endOffice();
    expect(await ready()).to.deep.equal([503, 'office', 'database', 'store']);
  });

  it('hands a WebSocket over as it was asked for', async () => {
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'X-Forwarded-For': '192.0.2.1' };
    const asked = request(`${rig.url}/socket.io/?EIO=4&transport=websocket`, { headers });
    asked.end();
    await once(asked, 'error');
    expect(rig.upgrades).to.have.length(1);
    expect(rig.upgrades[0]).to.include({ method: 'GET', url: '/socket.io/?EIO=4&transport=websocket', head: '' });
    expect(rig.upgrades[0]!.headers).to.include({ upgrade: 'websocket', 'x-forwarded-for': '192.0.2.1' });
  });

  it('says who asks: the peer itself where that is no trusted proxy, whoever it says it asks for', async () => {
    const strange = await FrontRig.start({ TRUSTED_PROXIES: '10.0.0.0/8' });
    const guess = async (front: FrontRig, n: number) => {
      const response = await fetch(`${front.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `192.0.2.${n}` },
        body: JSON.stringify({ username: `somebody ${n}`, password: 'a guess' }),
      });
      return ((await response.json()) as { code: string }).code;
    };
    for (let n = 0; n < 10; n += 1) expect(await guess(strange, n)).to.equal('sign-in-failed');
    expect(await guess(strange, 10)).to.equal('rate-limited');
    for (let n = 0; n < 11; n += 1) expect(await guess(rig, n)).to.equal('sign-in-failed');
    await strange.close();
  }).timeout(30_000);
});
