import { expect } from 'chai';
import { Gauge } from 'prom-client';
import { ApiRig, codeOf } from './api-rig.js';

const TOKEN = 'a-token-for-prometheus';

describe('/metrics', () => {
  let rig: ApiRig;
  afterEach(() => rig.close());

  const ask = (headers: Record<string, string> = {}) => fetch(`${rig.url}/metrics`, { headers });
  const outcome = async (headers: Record<string, string> = {}) => {
    const response = await ask(headers);
    return response.ok ? 'answered' : codeOf(response);
  };

  it('is for this machine alone without METRICS_TOKEN, and not for what a proxy on it passes on', async () => {
    rig = await ApiRig.start();
    expect(await outcome()).to.equal('answered');
    for (const name of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via']) {
      expect(await outcome({ [name]: '127.0.0.1' }), name).to.equal('not-allowed');
    }
  });

  it('is for whoever has METRICS_TOKEN, from anywhere', async () => {
    rig = await ApiRig.start({ METRICS_TOKEN: TOKEN });
    const Authorization = `Bearer ${TOKEN}`;
    expect(await outcome({ Authorization })).to.equal('answered');
    expect(await outcome({ Authorization, 'X-Forwarded-For': '192.0.2.1' })).to.equal('answered');
    for (const wrong of [undefined, 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, `Bearer ${await rig.token()}`]) {
      expect(await outcome(wrong === undefined ? {} : { Authorization: wrong })).to.equal('key-invalid');
    }
  });

  it('is computed at most once a second, however many ask', async () => {
    rig = await ApiRig.start();
    let computed = 0;
    const collect = function (this: Gauge) {
      this.set(++computed);
    };
    new Gauge({ name: 'computed', help: 'Times', registers: [rig.metrics], collect });
    const read = async () => /^computed (\d+)$/m.exec(await (await ask()).text())?.[1];
    expect(new Set(await Promise.all(Array.from({ length: 50 }, read)))).to.deep.equal(new Set(['1']));
    await rig.clock.advance(999);
    expect(await read()).to.equal('1');
    await rig.clock.advance(1);
    expect(await read()).to.equal('2');
  });
});
