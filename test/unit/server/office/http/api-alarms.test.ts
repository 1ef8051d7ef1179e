import { expect } from 'chai';
import type { Alarm, AlarmList } from '../../../../../shared/api/alarms.js';
import { ApiRig, codeOf } from './api-rig.js';

const ALARM: Alarm = { code: 'media-missing', severity: 'error', message: 'It is gone.', at: 5 };

describe('GET /channels/:slug/alarms', () => {
  let rig: ApiRig;

  before(async () => {
    rig = await ApiRig.start();
    await rig.addChannel('lobby', 'public');
  });
  after(() => rig.close());

  it('answers with what is wrong at this moment', async () => {
    const answered = async () => ((await (await rig.ask('GET', '/channels/lobby/alarms')).json()) as AlarmList).items;
    expect(await answered()).to.deep.equal([]);
    rig.alarms = [ALARM];
    expect(await answered()).to.deep.equal([ALARM]);
  });

  it('knows no channel that there is not', async () => {
    const response = await rig.ask('GET', '/channels/none/alarms');
    expect([response.status, await codeOf(response)]).to.deep.equal([404, 'channel-unknown']);
  });
});
