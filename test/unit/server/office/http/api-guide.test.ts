import { expect } from 'chai';
import nodeIcal from 'node-ical';
import type { GuideAnswer } from '../../../../../shared/api/guide.js';
import type { NowAnswer } from '../../../../../shared/api/now.js';
import { ApiRig, codeOf } from './api-rig.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Half an hour of one film, then ten minutes of a slot that French viewers have their own film in; again and again. */
describe('what is on, over HTTP', () => {
  let rig: ApiRig;
  let startMs: number;

  before(async () => {
    rig = await ApiRig.start({ PUBLIC_URL: 'https://tv.example' });
    const { store } = rig;
    startMs = Math.floor(rig.clock.now() / HOUR_MS) * HOUR_MS - DAY_MS;
    const minutes = { film: 30, news: 10, nouvelles: 10 };
    for (const [id, length] of Object.entries(minutes)) {
      await store.media.add({ id, objectId: id, title: `The ${id}`, fps: 30, frames: length * 1800, createdAtMs: 0 });
    }
    await store.sequences.add({
      ...{ id: 'day', name: 'Day' },
      items: [
        { mediaId: 'film' },
        {
          slot: {
            name: 'News',
            variants: [{ when: { lang: 'fr' }, mediaId: 'nouvelles' }],
            fallbackMediaId: 'news',
          },
        },
      ],
    });
    for (const visibility of ['public', 'token'] as const) {
      const slug = visibility === 'public' ? 'open' : 'members';
      await store.channels.add({ slug, name: `Films, ${slug}`, visibility, targetLatencyMs: 200, fillerMediaId: null });
      await store.schedule.add({
        ...{ id: slug, channelSlug: slug, sequenceId: 'day', priority: 0 },
        ...{ startsAtMs: startMs, endsAtMs: null, loops: true },
      });
    }
    await addChannelThatGoesToTheSlate();
  });
  after(() => rig.close());

  /** Twice, while the film is on: for ten minutes, and from the fortieth minute on without an end. */
  async function addChannelThatGoesToTheSlate(): Promise<void> {
    const slug = 'away';
    await rig.store.channels.add({ slug, name: slug, visibility: 'public', targetLatencyMs: 200, fillerMediaId: null });
    const place = { channelSlug: slug, repeat: null, timeZone: null, when: {}, loops: true };
    const programme = { sequenceId: 'day', priority: 0, runs: [{ fromMs: null, revision: 1, originMs: null }] };
    const toSlate = { sequenceId: null, priority: 1, runs: [] };
    const minute = (count: number) => startMs + count * MINUTE_MS;
    await rig.store.schedule.commit({
      ...{ slug, actor: 'host', atMs: 0, effectiveAtMs: 0, action: 'entry-added', summary: {} },
      add: [
        { ...place, ...programme, id: 'day', startsAtMs: startMs, endsAtMs: null },
        { ...place, ...toSlate, id: 'slate', startsAtMs: minute(15), endsAtMs: minute(25) },
        { ...place, ...toSlate, id: 'endless', startsAtMs: minute(40), endsAtMs: null },
      ],
    });
  }

  const viewer = (slug: string, audience: Record<string, string> = { lang: 'fr' }) =>
    rig.viewerToken(slug, { audience });
  const asAnybody = (path: string, headers: Record<string, string> = {}) => rig.contract.ask('get', path, { headers });
  const asViewer = async (path: string, slug: string) =>
    asAnybody(path, { Authorization: `Bearer ${await viewer(slug)}` });
  const body = async <T>(response: Response | Promise<Response>) => (await (await response).json()) as T;
  const title = async (response: Promise<Response>) => (await body<NowAnswer>(response)).item.title;
  const at = (minutes: number) => `at=${startMs + minutes * MINUTE_MS}`;

  describe('now', () => {
    it('tells what was, is and will be on air, from which slot, and what comes next', async () => {
      const answer = await body<NowAnswer>(asAnybody(`/channels/open/now?${at(35)}`));
      expect(answer.item).to.deep.equal({
        ...{ kind: 'media', mediaId: 'news', title: 'The news', sequenceId: 'day', slot: 'News' },
        ...{
          startsAt: startMs + 30 * MINUTE_MS,
          endsAt: startMs + 40 * MINUTE_MS,
          offsetMs: 5 * MINUTE_MS,
          frame: 9000,
        },
      });
      expect(answer.next)
        .to.include({ mediaId: 'film', startsAt: startMs + 40 * MINUTE_MS })
        .and.not.have.key('slot');
      expect(await title(asAnybody(`/channels/open/now?at=${new Date(startMs - 1).toISOString()}`))).to.equal(
        'Back soon',
      );
      expect(await title(asAnybody(`/channels/open/now?${at(400 * 24 * 60)}`))).to.equal('The film');
      expect((await body<NowAnswer>(asAnybody('/channels/open/now'))).at).to.equal(rig.clock.now());
      expect((await asAnybody('/channels/open/now?at=yesterday')).status).to.equal(400);
    });

    it('TL1 tells of a gap and of the slate as a whole, and what comes after them', async () => {
      const now = (minutes: number) => body<NowAnswer>(asAnybody(`/channels/away/now?${at(minutes)}`));
      const before = await now(-30);
      expect(before.item).to.include({ kind: 'slate', endsAt: startMs }).and.not.have.property('sequenceId');
      expect(before.next).to.include({ kind: 'media', mediaId: 'film', startsAt: startMs, frame: 0 });
      const { item, next } = await now(15.5);
      expect(item).to.deep.include({
        ...{ kind: 'slate', startsAt: startMs + 15 * MINUTE_MS, endsAt: startMs + 25 * MINUTE_MS },
        ...{ offsetMs: 0, frame: 0 },
      });
      const inFilm = { kind: 'media', mediaId: 'film', startsAt: startMs + 25 * MINUTE_MS, offsetMs: 25 * MINUTE_MS };
      expect(next).to.include(inFilm);
      const endless = await now(45);
      expect(endless.item).to.include({ kind: 'slate', startsAt: startMs + 45 * MINUTE_MS });
      expect(endless.next).to.include({ kind: 'slate', startsAt: endless.item.endsAt, frame: 0 });
    });

    it('tells hosts of any audience and any channel', async () => {
      expect(await title(rig.ask('get', `/channels/members/now?${at(35)}`))).to.equal('The news');
      expect(await title(rig.ask('get', `/channels/members/now?${at(35)}&audience[lang]=fr`))).to.equal(
        'The nouvelles',
      );
      expect(await title(rig.ask('get', `/channels/open/now?${at(35)}&audience[lang]=de`))).to.equal('The news');
    });

    it('tells viewers of the audience of their token, and anybody of the default one where that is public', async () => {
      expect(await title(asViewer(`/channels/members/now?${at(35)}`, 'members'))).to.equal('The nouvelles');
      expect(await title(asViewer(`/channels/open/now?${at(35)}`, 'open'))).to.equal('The nouvelles');
      const inQuery = `/channels/members/now?${at(35)}&token=${await viewer('members')}`;
      expect(await title(asAnybody(inQuery))).to.equal('The nouvelles');
      expect(await codeOf(await asAnybody('/channels/members/now'))).to.equal('token-required');
      expect(await codeOf(await asViewer('/channels/members/now', 'open'))).to.equal('token-wrong-channel');
    });

    it('takes an audience from no unsigned request, nor beside a token', async () => {
      const asked = await asAnybody('/channels/open/now?audience[lang]=fr');
      expect(asked.status).to.equal(403);
      expect(await body<object>(asked))
        .to.deep.include({ code: 'not-allowed' })
        .and.property('detail')
        .to.match(/^audience:/);
      expect(await codeOf(await asViewer('/channels/open/now?audience[tier]=gold', 'open'))).to.equal('not-allowed');
    });

    it('refuses what is no audience', async () => {
      const long = 'x'.repeat(201);
      const many = Array.from({ length: 17 }, (_, index) => `audience[a${index}]=1`).join('&');
      for (const wrong of [
        'audience=fr',
        'audience[lang]=a&audience[lang]=b',
        `audience[lang]=${long}`,
        many,
        'audience[a%20b]=1',
      ]) {
        expect(await codeOf(await rig.ask('get', `/channels/open/now?${wrong}`)), wrong).to.equal('bad-request');
      }
    });
  });

  describe('the guide', () => {
    it('is of the next day and up to the full hour, when no range is given', async () => {
      const { channel, from, to, programmes, next } = await body<GuideAnswer>(asAnybody('/channels/open/guide.json'));
      const nowMs = rig.clock.now();
      expect(channel).to.deep.equal({ slug: 'open', name: 'Films, open' });
      expect(from).to.be.within(nowMs - 30 * MINUTE_MS, nowMs);
      expect(to).to.be.within(nowMs + DAY_MS, nowMs + DAY_MS + HOUR_MS + 30 * MINUTE_MS);
      expect(programmes.length).to.be.within(72, 78);
      expect(next).to.equal(null);
    });

    it('marks gaps, and says of programmes what they are', async () => {
      const range = `from=${startMs - HOUR_MS}&to=${startMs + 35 * MINUTE_MS}`;
      const { programmes } = await body<GuideAnswer>(asAnybody(`/channels/open/guide.json?${range}`));
      expect(programmes).to.deep.equal([
        { kind: 'slate', startsAt: startMs - HOUR_MS, endsAt: startMs },
        {
          ...{ kind: 'media', mediaId: 'film', title: 'The film', sequenceId: 'day' },
          ...{ startsAt: startMs, endsAt: startMs + 30 * MINUTE_MS, offsetMs: 0 },
        },
        {
          ...{ kind: 'media', mediaId: 'news', title: 'The news', sequenceId: 'day', slot: 'News' },
          ...{ startsAt: startMs + 30 * MINUTE_MS, endsAt: startMs + 40 * MINUTE_MS, offsetMs: 0 },
        },
      ]);
    });

    it('is for the audience that asks, in every format', async () => {
      for (const format of ['json', 'xml', 'ics']) {
        const path = `/channels/open/guide.${format}?items=true&from=${startMs}&to=${startMs + HOUR_MS}`;
        const texts = [asAnybody(path), asViewer(path, 'open'), rig.ask('get', `${path}&audience[lang]=fr`)];
        const found = await Promise.all(
          texts.map(async (response) => /The n\w+/.exec(await (await response).text())?.[0]),
        );
        expect(found, format).to.deep.equal(['The news', 'The nouvelles', 'The nouvelles']);
        expect((await asAnybody(`${path}&audience[lang]=fr`)).status, format).to.equal(403);
        expect((await asAnybody(path.replace('open', 'members'))).status, format).to.equal(401);
      }
    });

    it('links to the pages of this server as viewers reach it', async () => {
      const xml = await (await asAnybody('/channels/open/guide.xml')).text();
      expect(xml).to.include('<url>https://tv.example/watch/open</url>');
      expect(xml).to.include('<icon src="https://tv.example/api/v1/channels/open/poster.jpg"/>');
      const ics = await (await rig.ask('get', '/channels/members/guide.ics?items=true')).text();
      expect(ics).to.include('URL:https://tv.example/watch/members');
      expect(await (await rig.ask('get', '/channels/members/guide.xml')).text()).not.to.include('<icon');
      const events = Object.values(nodeIcal.sync.parseICS(ics)).filter((one) => one?.type === 'VEVENT');
      expect(events.length).to.be.within(72, 78);
    });

    it('of a month is told at once, each programme adjoining the next', async () => {
      const range = { from: startMs, to: startMs + 31 * DAY_MS };
      const parts: GuideAnswer[] = [];
      let path: string | undefined = `/channels/open/guide.json?from=${range.from}&to=${range.to}`;
      while (path !== undefined) {
        const response = await asAnybody(path);
        parts.push(await body<GuideAnswer>(response));
        const link = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
        expect(link === undefined).to.equal(parts.at(-1)!.next === null);
        path = link?.replace('/api/v1', '');
      }
      expect(parts.map(({ programmes }) => programmes.length)).to.deep.equal([2232]);
      const all = parts.flatMap(({ programmes }) => programmes);
      for (const [index, { startsAt }] of all.entries()) {
        if (index > 0) expect(startsAt).to.equal(all[index - 1]!.endsAt);
      }
    });

    it('refuses a range that is too long, or backwards', async () => {
      for (const range of [
        `from=${startMs}&to=${startMs}`,
        `from=${startMs}&to=${startMs + 31 * DAY_MS + 1}`,
        'from=soon',
      ]) {
        expect(await codeOf(await asAnybody(`/channels/open/guide.ics?${range}`)), range).to.equal('bad-request');
      }
      expect(await codeOf(await asAnybody('/channels/none/guide.xml'))).to.equal('channel-unknown');
    });

    it('costs who asks again next to nothing: the same tag until something is different', async () => {
      for (const format of ['json', 'xml', 'ics']) {
        const path = `/channels/open/guide.${format}`;
        const first = await asAnybody(path);
        expect(first.headers.get('cache-control')).to.match(/^public, max-age=([1-9]|[1-5]\d|60)$/);
        expect(first.headers.get('vary')).to.match(/Authorization, Cookie/);
        const tag = first.headers.get('etag')!;
        const again = await asAnybody(path, { 'If-None-Match': tag });
        expect([again.status, await again.text()], format).to.deep.equal([304, '']);
      }
      const path = '/channels/members/guide.json';
      const [film, other] = [await asViewer(path, 'members'), await rig.ask('get', path)];
      expect(film.headers.get('cache-control')).to.equal('private, no-cache');
      expect(film.headers.get('etag')).not.to.equal(other.headers.get('etag'));
      const before = (await asAnybody('/channels/open/guide.xml')).headers.get('etag');
      const [atMs, effectiveAtMs] = [rig.clock.now(), rig.clock.now()];
      const edit = { slug: 'open', action: 'filler-changed', summary: {}, fillerMediaId: 'film' };
      await rig.store.schedule.commit({ ...edit, actor: 'admin', atMs, effectiveAtMs });
      expect((await asAnybody('/channels/open/guide.xml')).headers.get('etag')).not.to.equal(before);
    });

    it('is written for one address a bounded number of times a minute', async () => {
      const headers = { 'X-Forwarded-For': '198.51.100.7' };
      const statuses: number[] = [];
      for (let time = 0; time < 121; time += 1) {
        statuses.push(
          (await asAnybody(`/channels/open/guide.ics?from=${startMs}&to=${startMs + 1000}`, headers)).status,
        );
      }
      expect([statuses.indexOf(429), statuses.filter((status) => status === 200).length]).to.deep.equal([120, 120]);
    });
  });
});
