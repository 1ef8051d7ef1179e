import { expect } from 'chai';
import { Parser } from 'm3u8-parser';
import { ApiRig } from './api-rig.js';

const HOUR_MS = 3_600_000;

describe('all public channels, for programs that show television', () => {
  let rig: ApiRig;

  before(async () => {
    rig = await ApiRig.start({ PUBLIC_URL: 'https://tv.example' });
    const { store } = rig;
    await store.media.add({ id: 'film', objectId: 'film', title: 'The film', fps: 30, frames: 54_000, createdAtMs: 0 });
    await store.sequences.add({ id: 'day', name: 'Day', items: [{ mediaId: 'film' }] });
    const startsAtMs = Math.floor(rig.clock.now() / HOUR_MS) * HOUR_MS;
    const channels = [
      { slug: 'films', name: 'Films, "all"\nday', visibility: 'public' as const },
      { slug: 'quiet', name: 'Quiet', visibility: 'public' as const },
      { slug: 'members', name: 'Members', visibility: 'token' as const },
    ];
    for (const channel of channels) await store.channels.add({ ...channel, targetLatencyMs: 200, fillerMediaId: null });
    for (const slug of ['films', 'members']) {
      const entry = { id: slug, channelSlug: slug, sequenceId: 'day', priority: 0, startsAtMs, endsAtMs: null };
      await store.schedule.add({ ...entry, loops: true });
    }
  });
  after(() => rig.close());

  it('are an IPTV playlist that names their guide', async () => {
    const answer = await rig.contract.ask('get', '/channels.m3u');
    expect(answer.headers.get('content-type')).to.match(/^audio\/x-mpegurl/);
    const text = await answer.text();
    expect(text.split('\n')).to.deep.equal([
      '#EXTM3U x-tvg-url="https://tv.example/api/v1/guide.xml"',
      '#EXTINF:-1 tvg-id="films.streamsync" tvg-name="Films, ”all” day" ' +
        'tvg-logo="https://tv.example/api/v1/channels/films/poster.jpg",Films, "all" day',
      'https://tv.example/hls/films/index.m3u8',
      '#EXTINF:-1 tvg-id="quiet.streamsync" tvg-name="Quiet" ' +
        'tvg-logo="https://tv.example/api/v1/channels/quiet/poster.jpg",Quiet',
      'https://tv.example/hls/quiet/index.m3u8',
      '',
    ]);
    const parser = new Parser();
    parser.push(text);
    parser.end();
    expect(parser.manifest.segments.map(({ uri }) => uri)).to.have.length(2);
  });

  it('are one guide: every public channel, then what each has on', async () => {
    const answer = await rig.contract.ask('get', '/guide.xml?days=1');
    expect(answer.headers.get('content-type')).to.match(/^application\/xml/);
    const text = await answer.text();
    const found = [...text.matchAll(/<(channel|programme) [^>]*?(?:id|channel)="([^"]+)"/g)].map(
      ([, kind, id]) => `${kind} ${id}`,
    );
    expect(found.slice(0, 2)).to.deep.equal(['channel films.streamsync', 'channel quiet.streamsync']);
    expect(new Set(found.slice(2))).to.deep.equal(new Set(['programme films.streamsync']));
    expect(text).not.to.include('members');
    const again = await rig.contract.ask('get', '/guide.xml?days=1', {
      headers: { 'If-None-Match': answer.headers.get('etag')! },
    });
    expect(again.status).to.equal(304);
    expect((await rig.contract.ask('get', '/guide.xml?days=15')).status).to.equal(400);
  });

  it('are made once a minute for everybody', async () => {
    const first = await (await rig.contract.ask('get', '/guide.xml')).text();
    await rig.store.channels.add({
      ...{ slug: 'new', name: 'New', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null },
    });
    expect(await (await rig.contract.ask('get', '/guide.xml')).text()).to.equal(first);
    await rig.clock.advance(60_000);
    expect(await (await rig.contract.ask('get', '/guide.xml')).text()).to.include('new.streamsync');
  });
});
