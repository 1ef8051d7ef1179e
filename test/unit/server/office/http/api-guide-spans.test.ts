import { expect } from 'chai';
import nodeIcal, { type VEvent } from 'node-ical';
import type { GuideAnswer } from '../../../../../shared/api/guide.js';
import { ApiRig, codeOf } from './api-rig.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

interface Told {
  readonly title: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Clips of seconds, looped for ever; on the second channel an evening of them each day, and a film at noon. */
describe('the guide of a channel of clips', () => {
  let rig: ApiRig;
  let startMs: number;

  before(async () => {
    rig = await ApiRig.start({ PUBLIC_URL: 'https://tv.example' });
    const { store } = rig;
    startMs = Math.floor(rig.clock.now() / DAY_MS) * DAY_MS - DAY_MS;
    for (const [id, seconds] of Object.entries({ one: 2, two: 3, film: 5400 })) {
      await store.media.add({ id, objectId: id, title: `Clip ${id}`, fps: 30, frames: seconds * 30, createdAtMs: 0 });
    }
    const clips = { items: [{ mediaId: 'one' }, { mediaId: 'two' }] };
    await store.sequences.add({ id: 'clips', name: 'Clips & more', ...clips });
    await store.sequences.add({ id: 'film', name: 'The film', items: [{ mediaId: 'film' }] });
    for (const slug of ['loop', 'evenings']) {
      const channel = { slug, name: slug, visibility: 'public', targetLatencyMs: 200, fillerMediaId: null } as const;
      await store.channels.add(channel);
    }
    const loops = { sequenceId: 'clips', priority: 0, loops: true };
    await store.schedule.add({ ...loops, id: 'l', channelSlug: 'loop', startsAtMs: startMs, endsAtMs: null });
    const [evening, noon] = [startMs + 20 * HOUR_MS, startMs + 12 * HOUR_MS];
    const daily = { channelSlug: 'evenings', repeat: 'FREQ=DAILY', timeZone: 'UTC' };
    await store.schedule.add({ ...loops, ...daily, id: 'e', startsAtMs: evening, endsAtMs: evening + 2 * HOUR_MS });
    await store.schedule.add({
      ...{ ...daily, id: 'f', sequenceId: 'film', priority: 0, loops: false, startsAtMs: noon, endsAtMs: null },
    });
  });
  after(() => rig.close());

  const ask = (path: string, address = '198.51.100.1') =>
    rig.contract.ask('get', path, { headers: { 'X-Forwarded-For': address } });
  const json = async (path: string) => (await (await ask(path)).json()) as GuideAnswer;
  const events = async (path: string): Promise<Told[]> => {
    const found = Object.values(nodeIcal.sync.parseICS(await (await ask(path)).text()));
    return found
      .filter((one): one is VEvent => one?.type === 'VEVENT')
      .map(({ summary, start, end }) => ({
        title: String(summary),
        startsAt: start.getTime(),
        endsAt: end!.getTime(),
      }));
  };
  const listed = async (path: string): Promise<Told[]> => {
    const text = await (await ask(path)).text();
    const time = (digits: string) => Date.parse(digits.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
    const found = text.matchAll(/<programme start="(\d+) [^"]*" stop="(\d+) [^"]*"[^>]*>\s*<title>([^<]*)/g);
    return [...found].map(([, start, stop, title]) => ({
      ...{ title: title!, startsAt: time(start!), endsAt: time(stop!) },
    }));
  };

  it('of a fortnight is told whole in every format, by the names of its sequences', async () => {
    for (const told of [
      await events(`/channels/evenings/guide.ics?from=${startMs}&days=14`),
      await listed(`/channels/evenings/guide.xml?from=${startMs}&days=14`),
    ]) {
      expect(told).to.have.length(28);
      const films = told.filter(({ title }) => title === 'The film');
      expect(films).to.have.length(14);
      for (const { startsAt, endsAt } of films) expect(endsAt - startsAt).to.equal(90 * MINUTE_MS);
      for (const { startsAt, endsAt } of told.filter((one) => !films.includes(one))) {
        expect([(startsAt - startMs) % DAY_MS, endsAt - startsAt]).to.deep.equal([20 * HOUR_MS, 2 * HOUR_MS]);
      }
    }
  });

  it('of an endless loop has parts of whole turns, which are the same whenever it is asked for', async () => {
    const told = await events('/channels/loop/guide.ics?days=14');
    expect(told.length).to.be.within(14 * 48, 15 * 48);
    for (const [index, { title, startsAt, endsAt }] of told.entries()) {
      expect([title, (startsAt - startMs) % (30 * MINUTE_MS), endsAt - startsAt]).to.deep.equal([
        ...['Clips & more', 0, 30 * MINUTE_MS],
      ]);
      if (index > 0) expect(startsAt).to.equal(told[index - 1]!.endsAt);
    }
    expect(told.at(-1)!.endsAt).to.be.at.least(rig.clock.now() + 14 * DAY_MS);
    const later = await events(`/channels/loop/guide.ics?from=${told[3]!.startsAt + 1000}&to=P1D`);
    expect(told).to.deep.include.members(later.slice(0, 40));
  });

  it('lists clips where that is asked for, and JSON does unless it is asked not to', async () => {
    const range = `from=${startMs}&to=PT1H`;
    const clips = await json(`/channels/loop/guide.json?${range}`);
    expect(clips.programmes).to.have.length(1440);
    expect(clips.programmes[1]).to.include({ kind: 'media', title: 'Clip two', mediaId: 'two' });
    expect(await events(`/channels/loop/guide.ics?${range}&items=true`)).to.have.length(1440);
    const { programmes } = await json(`/channels/loop/guide.json?${range}&items=false`);
    expect(programmes).to.deep.equal(
      [0, 30].map((minutes) => ({
        ...{ kind: 'sequence', title: 'Clips & more', sequenceId: 'clips' },
        ...{ startsAt: startMs + minutes * MINUTE_MS, endsAt: startMs + (minutes + 30) * MINUTE_MS },
      })),
    );
  });

  it('takes spans from now and from where it begins', async () => {
    const { from, to } = await json('/channels/loop/guide.json?from=-PT1H&to=PT90M');
    const nowMs = rig.clock.now();
    expect(from).to.be.within(nowMs - HOUR_MS - 3000, nowMs - HOUR_MS);
    expect(to).to.be.within(nowMs + 30 * MINUTE_MS, nowMs + 30 * MINUTE_MS + 3000);
    const wrong = [
      'days=0',
      'days=15',
      'days=',
      'days=0x7',
      'days=7&to=P7D',
      'to=P1M',
      'to=-PT1H',
      'to=P32D',
      'from=',
      'from=0x10',
    ];
    for (const query of wrong) {
      expect(await codeOf(await ask(`/channels/loop/guide.json?${query}`)), query).to.equal('bad-request');
    }
  });

  it('that has to be cut says so in every format, and goes on where it says', async () => {
    const range = `from=${startMs}&to=P2D&items=true`;
    const [first, second] = await Promise.all([
      ask(`/channels/loop/guide.json?${range}`, '198.51.100.2'),
      ask(`/channels/loop/guide.xml?${range}`, '198.51.100.2'),
    ]);
    const told = (await first.json()) as GuideAnswer;
    expect(told.programmes).to.have.length(10_000);
    expect(told.next).to.equal(told.to);
    const link = /^<([^>]+)>; rel="next"$/;
    const cutAt = new Date(told.next!).toISOString();
    expect(await second.text())
      .to.match(/<!--.*-->/)
      .and.include(cutAt);
    expect(link.exec(second.headers.get('link')!)?.[1]).to.include(`from=${told.next}`);
    const ics = await (await ask(`/channels/loop/guide.ics?${range}`, '198.51.100.2')).text();
    expect(ics.replaceAll('\r\n ', '')).to.match(new RegExp(`^DESCRIPTION:.*${cutAt}.*https://tv.example/`, 'm'));
    let { to, next } = told;
    for (let path = link.exec(first.headers.get('link')!)?.[1]; path !== undefined; ) {
      const response = await ask(path.replace('/api/v1', ''), '198.51.100.2');
      const part = (await response.json()) as GuideAnswer;
      expect(part.from).to.equal(to);
      ({ to, next } = part);
      path = link.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect([to, next]).to.deep.equal([startMs + 2 * DAY_MS, null]);
  });
});
