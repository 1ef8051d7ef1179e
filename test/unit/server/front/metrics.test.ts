import { expect } from 'chai';
import { codeOf } from '../office/http/api-rig.js';
import { FrontRig } from './front-rig.js';

const TOKEN = 'a-token-for-prometheus';

describe('/metrics', () => {
  let rig: FrontRig;
  afterEach(() => rig.close());

  const ask = (headers: Record<string, string> = {}) => fetch(`${rig.url}/metrics`, { headers });
  const outcome = async (headers: Record<string, string> = {}) => {
    const response = await ask(headers);
    return response.ok ? 'answered' : codeOf(response);
  };

  it('is for this machine alone without METRICS_TOKEN, and not for what a proxy on it passes on', async () => {
    rig = await FrontRig.start();
    expect(await outcome()).to.equal('answered');
    for (const name of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via']) {
      expect(await outcome({ [name]: '127.0.0.1' }), name).to.equal('not-allowed');
    }
  });

  it('is for whoever has METRICS_TOKEN, from anywhere', async () => {
    rig = await FrontRig.start({ METRICS_TOKEN: TOKEN });
    const Authorization = `Bearer ${TOKEN}`;
    expect(await outcome({ Authorization })).to.equal('answered');
    expect(await outcome({ Authorization, 'X-Forwarded-For': '192.0.2.1' })).to.equal('answered');
    for (const wrong of [
      undefined,
      'Bearer',
      `Bearer ${TOKEN}x`,
      `Basic ${TOKEN}`,
      `Bearer ${await rig.office.token()}`,
    ]) {
      expect(await outcome(wrong === undefined ? {} : { Authorization: wrong })).to.equal('key-invalid');
    }
  });

  it('is computed at most once a second, however many ask', async () => {
    rig = await FrontRig.start();
    rig.countLooks('computed');
    const read = async () => /^computed (\d+)$/m.exec(await (await ask()).text())?.[1];
    expect(new Set(await Promise.all(Array.from({ length: 50 }, read)))).to.deep.equal(new Set(['1']));
    await rig.office.clock.advance(999);
    expect(await read()).to.equal('1');
    await rig.office.clock.advance(1);
    expect(await read()).to.equal('2');
  });
});
