import { expect } from 'chai';
import { ApiRig, codeOf } from './api-rig.js';

const HOUR_MS = 3_600_000;

describe('the API of sequences, channels and schedules', () => {
  let rig: ApiRig;
  let token: string;
  before(async () => {
    rig = await ApiRig.start();
    token = await rig.token();
    for (const id of ['a', 'b']) {
      await rig.store.media.add({ id, objectId: id, title: id, fps: 30, frames: 300, createdAtMs: 0 });
    }
  });
  after(() => rig.close());

  /** As the administrator, in one session. */
  const askRaw = (method: string, path: string, init: { json?: unknown; headers?: Record<string, string> } = {}) =>
    rig.contract.ask(method, path, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } });
  const ask = async <Body>(method: string, path: string, json?: unknown, headers: Record<string, string> = {}) => {
    const response = await askRaw(method, path, { headers, ...(json === undefined ? {} : { json }) });
    const body = (response.status === 204 ? undefined : await response.json()) as Body;
    return { status: response.status, body, etag: response.headers.get('etag') ?? '', headers: response.headers };
  };
  const made = async (path: string, json: object) => {
    const { status, body, headers } = await ask<{ id: string }>('post', path, json);
    expect(status).to.equal(201);
    return { ...body, location: headers.get('location') };
  };
  const channel = (slug: string, rest: object = {}) => made('/channels', { slug, name: slug.toUpperCase(), ...rest });
  const sequence = (...items: object[]) => made('/sequences', { name: 'S', items });

  describe('/sequences', () => {
    it('makes, reads, edits under guard, lists and deletes them', async () => {
      const slot = { name: 'news', durationMs: 5000, variants: [{ when: { lang: 'fr' }, mediaId: 'b' }] };
      const items = [{ mediaId: 'a', inMs: 1000, outMs: 4000 }, { slot: { ...slot, fallbackMediaId: 'a' } }];
      const { id, location } = await sequence(...items);
      expect(location).to.equal(`/api/v1/sequences/${id}`);
      const read = await ask<object>('get', `/sequences/${id}`);
      expect(read.body).to.deep.include({ id, name: 'S', revision: 1, durationMs: 8000, items });
      const edited = await ask('patch', `/sequences/${id}`, { items: [{ mediaId: 'b' }] }, { 'If-Match': read.etag });
      expect(edited.body).to.deep.include({ name: 'S', revision: 2, durationMs: 10_000 });
      const stale = await askRaw('patch', `/sequences/${id}`, {
        json: { name: 'T' },
        headers: { 'If-Match': read.etag },
      });
      expect(stale.status).to.equal(412);
      const other = await sequence({ mediaId: 'a' });
      const first = await ask<{ items: { id: string }[]; nextCursor: string }>('get', '/sequences?limit=1');
      const second = await ask<typeof first.body>('get', `/sequences?limit=1&cursor=${first.body.nextCursor}`);
      expect([...first.body.items, ...second.body.items].map((one) => one.id)).to.have.members([id, other.id]);
      expect(second.body.nextCursor).to.equal(null);
      expect((await ask('delete', `/sequences/${id}`, undefined, { 'If-Match': edited.etag })).status).to.equal(204);
      expect(await codeOf(await askRaw('get', `/sequences/${id}`))).to.equal('sequence-unknown');
    });

    it('name the field of an item that is wrong', async () => {
      const wrong = async (item: object) => {
        const response = await askRaw('post', '/sequences', { json: { name: 'S', items: [{ mediaId: 'a' }, item] } });
        expect(response.status).to.equal(400);
        return ((await response.json()) as { detail: string }).detail;
      };
      expect(await wrong({ mediaId: 'a', inMs: -1 })).to.match(/^items\.1\.inMs: /);
      expect(await wrong({ mediaId: 'a', inMs: 5, outMs: 5 })).to.equal('items.1.outMs: must be after inMs');
      const slot = { name: 'n', variants: [{ when: { 'no spaces': 'x' }, mediaId: 'a' }], fallbackMediaId: 'a' };
      expect(await wrong({ slot })).to.match(/^items\.1\.slot\.variants\.0\.when/);
      expect(await wrong({ slot: { ...slot, variants: Array(65).fill({ when: {}, mediaId: 'a' }) } })).to.match(
        /variants/,
      );
    });

    for (const name of ['__proto__', 'constructor', 'prototype']) {
      it(`refuse an attribute named ${name}, which would be a condition that everybody meets`, async () => {
        const condition = { [name]: 'x' };
        const slot = { name: 'n', variants: [{ when: condition, mediaId: 'a' }], fallbackMediaId: 'a' };
        const refused = [
          await askRaw('post', '/sequences', { json: { name: 'S', items: [{ slot }] } }),
          await askRaw('post', '/channels/any/schedule', { json: { sequenceId: 'a', startsAt: 0, when: condition } }),
          await askRaw('post', '/channels/any/tokens', {
            json: { viewerId: 'bob', audience: condition, expiresInSeconds: 60 },
          }),
          await askRaw('get', `/channels/any/now?audience[${name}]=x`),
          await askRaw('get', `/channels/any/guide.json?audience[${name}]=x`),
        ];
        for (const response of refused) {
          expect(response.status, response.url).to.equal(400);
          expect(((await response.json()) as { detail: string }).detail).to.include(`"${name}"`);
        }
      });
    }

    it('take ten thousand items, and no more', async () => {
      const items = Array(10_000).fill({ mediaId: '0'.repeat(36) });
      const unknown = await askRaw('post', '/sequences', { json: { name: 'S', items } });
      expect(await codeOf(unknown)).to.equal('media-unknown');
      const tooMany = await askRaw('post', '/sequences', { json: { name: 'S', items: [...items, items[0]] } });
      expect(await codeOf(tooMany)).to.equal('bad-request');
    });
  });

  describe('/channels', () => {
    it('makes, reads, edits under guard and deletes them', async () => {
      const body = await channel('news', { fillerMediaId: 'a' });
      expect(body).to.deep.include({
        ...{ slug: 'news', name: 'NEWS', visibility: 'public', targetLatencyMs: 200, fillerMediaId: 'a' },
        ...{
          maxViewers: null,
          adaptiveLatency: false,
          revision: 1,
          scheduleVersion: 1,
          location: '/api/v1/channels/news',
        },
      });
      const { etag } = await ask('get', '/channels/news');
      const edit = { maxViewers: 10, targetLatencyMs: 150 };
      const edited = await ask('patch', '/channels/news', edit, { 'If-Match': etag });
      expect(edited.body).to.deep.include({ ...edit, revision: 2 });
      expect((await ask('patch', '/channels/news', edit, { 'If-Match': etag })).status).to.equal(412);
      expect((await ask('delete', '/channels/news')).status).to.equal(204);
      expect((await ask('get', '/channels/news')).status).to.equal(404);
    });

    it('are bounded', async () => {
      const refused = async (body: object) =>
        codeOf(await askRaw('post', '/channels', { json: { name: 'N', ...body } }));
      for (const slug of ['', 'A', '-a', 'a-', 'a_b', 'a'.repeat(65), 'a/b']) {
        expect(await refused({ slug }), slug).to.equal('bad-request');
      }
      for (const targetLatencyMs of [99, 2001, 100.5]) {
        expect(await refused({ slug: 'x', targetLatencyMs })).to.equal('bad-request');
      }
      expect(await refused({ slug: 'x', fillerMediaId: 'none' })).to.equal('media-unknown');
      expect(await refused({ slug: 'x', unknown: 1 })).to.equal('bad-request');
    });

    it('lists the public ones for everybody, and all of them for staff, in pages', async () => {
      await channel('one');
      await channel('two', { visibility: 'token', maxViewers: 3 });
      await channel('zoo');
      const everybody = await rig.contract.ask('get', '/channels');
      const open = (await everybody.json()) as { channels: object[] };
      expect(open.channels).to.deep.equal(
        ['one', 'zoo'].map((slug) => ({ slug, name: slug.toUpperCase(), visibility: 'public', targetLatencyMs: 200 })),
      );
      expect((await rig.contract.ask('get', '/channels?all=true')).status).to.equal(401);
      type Page = { channels: { slug: string; maxViewers: number | null }[]; nextCursor: string };
      const first = await ask<Page>('get', '/channels?all=true&limit=2');
      expect(first.body.channels.map(({ slug, maxViewers }) => [slug, maxViewers])).to.deep.equal([
        ['one', null],
        ['two', 3],
      ]);
      const second = await ask<Page>('get', `/channels?all=true&limit=2&cursor=${first.body.nextCursor}`);
      expect(second.body.channels.map(({ slug }) => slug)).to.deep.equal(['zoo']);
    });
  });

  describe('/channels/:slug/schedule', () => {
    const PATH = '/channels/sched/schedule';
    let sequenceId: string;
    before(async () => {
      await channel('sched');
      sequenceId = (await sequence({ mediaId: 'a' }, { mediaId: 'b' })).id;
    });

    it('takes instants as milliseconds and as ISO 8601, and answers milliseconds', async () => {
      const startsAt = Math.ceil(rig.clock.now() / HOUR_MS + 1) * HOUR_MS;
      const iso = new Date(startsAt).toISOString().replace('Z', '+00:00');
      const entry = await made(PATH, { sequenceId, startsAt: iso, when: { lang: 'fr' } });
      expect(entry).to.deep.include({
        ...{ sequenceId, startsAt, endsAt: null, loop: false, repeat: null, timeZone: null, priority: 0 },
        ...{ when: { lang: 'fr' }, revision: 2, sequenceRevision: 1, location: `/api/v1${PATH}/${entry.id}` },
      });
      const { body, etag } = await ask<object>('get', `${PATH}/${entry.id}`);
      expect(body).to.deep.include({ id: entry.id, startsAt });
      const moved = { startsAt: startsAt + HOUR_MS, endsAt: new Date(startsAt + 2 * HOUR_MS).toISOString() };
      const edited = await ask('patch', `${PATH}/${entry.id}`, moved, { 'If-Match': etag });
      expect(edited.body).to.deep.include({
        startsAt: startsAt + HOUR_MS,
        endsAt: startsAt + 2 * HOUR_MS,
        revision: 3,
      });
      expect((await ask('delete', `${PATH}/${entry.id}`, undefined, { 'If-Match': etag })).status).to.equal(412);
      const removed = await ask('delete', `${PATH}/${entry.id}`, undefined, { 'If-Match': edited.etag });
      expect(removed.status).to.equal(204);
      for (const wrong of ['tomorrow', '2026-06-01', -1, 1.5, null]) {
        const response = await askRaw('post', PATH, { json: { sequenceId, startsAt: wrong } });
        expect(((await response.json()) as { detail: string }).detail).to.match(/^startsAt: /);
      }
    });

    it('repeats by a rule in a time zone, and lists when that is', async () => {
      const from = Date.UTC(2030, 2, 25);
      const rule = { repeat: 'FREQ=WEEKLY;BYDAY=MO,FR', timeZone: 'Europe/Paris' };
      const { id } = await made(PATH, { sequenceId, startsAt: '2030-03-25T20:00:00+01:00', ...rule });
      type Listed = {
        entries: { id: string; occurrences: { startsAt: number; endsAt: number }[] }[];
        truncated: boolean;
      };
      const range = `from=${from}&to=${new Date(from + 8 * 24 * HOUR_MS).toISOString()}`;
      const { body } = await ask<Listed>('get', `${PATH}?${range}&occurrences=true`);
      expect(body.truncated).to.equal(false);
      const [entry] = body.entries;
      expect(entry!.id).to.equal(id);
      // The clocks of Paris went forward on 31 March 2030.
      expect(entry!.occurrences.map(({ startsAt }) => new Date(startsAt).toISOString())).to.deep.equal([
        '2030-03-25T19:00:00.000Z',
        '2030-03-29T19:00:00.000Z',
        '2030-04-01T18:00:00.000Z',
      ]);
      expect(entry!.occurrences[0]!.endsAt - entry!.occurrences[0]!.startsAt).to.equal(20_000);
      const before = await ask<Listed>('get', `${PATH}?from=0&to=1000`);
      expect(before.body.entries).to.deep.equal([]);
      const daily = await askRaw('post', PATH, {
        json: { sequenceId, startsAt: from, repeat: 'FREQ=DAILY;BYDAY=XX' },
      });
      expect(daily.status).to.equal(422);
      expect(((await daily.json()) as { detail: string }).detail).to.include('XX');
      const tooLong = await askRaw('get', `${PATH}?from=0&to=${401 * 24 * HOUR_MS}`);
      expect(await codeOf(tooLong)).to.equal('bad-request');
    });

    it('answers a conflict with the entry in the way, a change on air with what would change', async () => {
      await channel('live');
      const path = '/channels/live/schedule';
      const now = { sequenceId, startsAt: rig.clock.now(), loop: true };
      const refused = await ask<Record<string, unknown>>('post', path, now);
      expect([refused.status, refused.body['code']]).to.deep.equal([409, 'on-air-change']);
      expect(refused.body).to.deep.include({ needsForce: true, conflict: null });
      const preview = await ask<Record<string, unknown>>('post', `${path}?dryRun=true`, now);
      expect(preview.status).to.equal(200);
      expect(preview.body['channels']).to.deep.equal(refused.body['channels']);
      const { status, body } = await ask<{ id: string }>('post', `${path}?force=true`, now);
      expect(status).to.equal(201);
      const conflict = await ask<{ conflict: object }>('post', `${path}?force=true`, now);
      expect(conflict.status).to.equal(409);
      expect(conflict.body.conflict).to.deep.include({ channel: 'live', entryId: body.id });
      const dry = await ask<object>('delete', `${path}/${body.id}?dryRun=true`);
      expect([dry.status, dry.body]).to.deep.equal([200, { ...dry.body, needsForce: true }]);
      expect(await codeOf(await askRaw('delete', '/channels/live'))).to.equal('on-air-change');
    });

    it('takes no sequence for the slate, and names what is wrong', async () => {
      await channel('away');
      const path = '/channels/away/schedule';
      const [startsAt, endsAt] = [rig.clock.now() + HOUR_MS, rig.clock.now() + 2 * HOUR_MS].map(Math.floor);
      const slate = { sequenceId: null, startsAt, endsAt, priority: 5 };
      const entry = await made(path, slate);
      expect(entry).to.deep.include({ sequenceId: null, loop: true, priority: 5, sequenceRevision: null });
      type Listed = { entries: { sequenceId: string | null; occurrences: object[] }[] };
      const listed = await ask<Listed>('get', `${path}?from=${startsAt}&to=${endsAt}&occurrences=true`);
      expect(listed.body.entries.map(({ sequenceId: id, occurrences }) => [id, occurrences.length])).to.deep.equal([
        [null, 1],
      ]);
      const conflict = await ask<{ conflict: object }>('post', path, slate);
      expect([conflict.status, conflict.body.conflict]).to.deep.equal([
        409,
        { ...conflict.body.conflict, entryId: entry.id, sequenceId: null },
      ]);
      const wrongIn = async (json: object) =>
        ((await (await askRaw('post', path, { json })).json()) as { detail: string }).detail;
      expect(await wrongIn({ startsAt, endsAt })).to.match(/^sequenceId: /);
      expect(await wrongIn({ ...slate, sequenceId: '' })).to.match(/^sequenceId: /);
      expect(await wrongIn({ ...slate, sequenceId: 'slate' })).to.match(/no sequence slate/);
      expect(await wrongIn({ ...slate, loop: false })).to.match(/^loop: the slate has no end of its own/);
      const edit = await askRaw('patch', `${path}/${entry.id}`, { json: { loop: false } });
      expect([edit.status, await codeOf(edit)]).to.deep.equal([400, 'bad-request']);
    });

    it('has a history in words and values, and goes back to any of it', async () => {
      await channel('past');
      const path = '/channels/past/schedule';
      const { id } = await made(path, { sequenceId, startsAt: rig.clock.now() + HOUR_MS });
      await ask('delete', `${path}/${id}`);
      const undone = await ask<object>('post', `${path}/undo`, { version: 2 });
      expect(undone.body).to.deep.include({ version: 4, actor: 'admin', action: 'version-restored' });
      type Line = { version: number; text: string; summary: { entryId?: string } };
      const page = await ask<{ items: Line[]; nextCursor: string }>('get', `${path}/versions?limit=3`);
      expect(page.body.items.map(({ version }) => version)).to.deep.equal([4, 3, 2]);
      expect(page.body.items[1]).to.deep.include({ actor: 'admin', action: 'entry-removed' });
      expect(page.body.items[1]!.text).to.match(/^Removed "S" at /);
      expect(page.body.items[2]!.summary.entryId).to.equal(id);
      const rest = await ask<typeof page.body>('get', `${path}/versions?limit=3&cursor=${page.body.nextCursor}`);
      expect(rest.body.items.map(({ version }) => version)).to.deep.equal([1]);
      const { body } = await ask<{ entries: { id: string }[]; version: number }>('get', path);
      expect([body.version, body.entries.map((entry) => entry.id)]).to.deep.equal([4, [id]]);
      expect(await codeOf(await askRaw('post', `${path}/undo`, { json: { version: 99 } }))).to.equal('version-unknown');
    });
  });
});
