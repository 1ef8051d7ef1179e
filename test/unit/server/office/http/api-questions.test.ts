import { expect } from 'chai';
import type { ChannelPoster } from '../../../../../shared/api/channel-poster.js';
import type { NowAnswer } from '../../../../../shared/api/now.js';
import { ApiRig, codeOf } from './api-rig.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('questions about the timeline, of anybody', () => {
  let rig: ApiRig;
  let nowMs: number;

  before(async () => {
    rig = await ApiRig.start();
    const { store } = rig;
    nowMs = rig.clock.now();
    for (const id of ['old', 'new']) {
      await store.media.add({ id, objectId: id, title: `The ${id} film`, fps: 30, frames: 1800, createdAtMs: 0 });
      await store.sequences.add({ id, name: id, items: [{ mediaId: id }] });
    }
    const channel = { slug: 'c', name: 'C', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null } as const;
    await store.channels.add(channel);
    const loop = (id: string) => ({
      ...{ id, channelSlug: 'c', sequenceId: id, startsAtMs: 0, endsAtMs: null, loops: true, repeat: null },
      ...{ timeZone: null, priority: 0, when: {}, runs: [{ fromMs: null, revision: 1, originMs: null }] },
    });
    const made = (hoursAgo: number) => ({
      ...{ slug: 'c', actor: 'host', action: 'test', summary: {} },
      ...{ atMs: nowMs - hoursAgo * HOUR_MS, effectiveAtMs: nowMs - hoursAgo * HOUR_MS },
    });
    await store.schedule.commit({ ...made(48), add: [loop('old')] });
    // As many versions as an address may ask for in a minute, and more.
    for (let hours = 40; hours > 1; hours -= 1) await store.schedule.commit(made(hours));
    await store.schedule.commit({ ...made(1), remove: ['old'], add: [loop('new')] });
  });
  after(() => rig.close());

  const ask = (path: string, address: string) =>
    rig.contract.ask('get', path, { headers: { 'X-Forwarded-For': address } });
  const hoursAgo = (hours: number) => nowMs - hours * HOUR_MS;

  it('are told by the version that was in force then, of pictures too', async () => {
    const [now, poster] = await Promise.all(
      ['now', 'poster'].map((what) => ask(`/channels/c/${what}?at=${hoursAgo(2)}`, '198.51.100.1')),
    );
    expect(((await now!.json()) as NowAnswer).item.title).to.equal('The old film');
    expect(((await poster!.json()) as ChannelPoster).title).to.equal('The old film');
    const at = await ask('/channels/c/poster', '198.51.100.1');
    expect(((await at.json()) as ChannelPoster).title).to.equal('The new film');
  });

  it('take instants in decimal digits or ISO 8601, and no others', async () => {
    for (const path of ['now?at=', 'now?at=0x10', 'now?at=1e3', 'now?at=%205', 'poster?at=', 'poster.jpg?at=0x10']) {
      expect(await codeOf(await ask(`/channels/c/${path}`, '198.51.100.2')), path).to.equal('bad-request');
    }
    expect((await ask(`/channels/c/poster?at=${new Date(nowMs).toISOString()}`, '198.51.100.2')).status).to.equal(200);
  });

  it('are answered up to ten years ahead; hosts may ask of any time', async () => {
    const far = [nowMs + 3661 * DAY_MS, Date.UTC(9999, 0, 1)];
    for (const atMs of far) {
      expect(await codeOf(await ask(`/channels/c/now?at=${atMs}`, '198.51.100.3'))).to.equal('bad-request');
      expect((await rig.ask('get', `/channels/c/now?at=${atMs}`)).status).to.equal(200);
      const guide = `/channels/c/guide.json?from=${atMs}&to=PT1H`;
      expect(await codeOf(await ask(guide, '198.51.100.3'))).to.equal('bad-request');
      expect((await rig.ask('get', guide)).status).to.equal(200);
    }
    for (const atMs of [0, nowMs + 3650 * DAY_MS]) {
      expect((await ask(`/channels/c/now?at=${atMs}`, '198.51.100.3')).status).to.equal(200);
    }
  });

  it('may have so much worked out for them in a minute; what is at hand is answered still', async () => {
    const address = '198.51.100.4';
    const statuses: number[] = [];
    for (let hours = 2.5; hours < 42; hours += 1) {
      statuses.push((await ask(`/channels/c/now?at=${hoursAgo(hours)}`, address)).status);
    }
    expect(statuses[0]).to.equal(200);
    expect(statuses.at(-1)).to.equal(429);
    const answered = statuses.indexOf(429);
    expect(answered).to.be.within(20, 30);
    expect((await ask(`/channels/c/now?at=${hoursAgo(3.5)}`, address)).status, 'at hand').to.equal(200);
    expect((await ask(`/channels/c/now?at=${hoursAgo(41.5)}`, '198.51.100.5')).status, 'of another').to.equal(200);
    expect((await ask('/channels/c/now', address)).status).to.equal(200);
  });
});
