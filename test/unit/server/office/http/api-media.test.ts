import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { MediaView } from '../../../../../shared/api/media.js';
import { settle } from '../../../../support/manual-clock.js';
import { ApiRig, codeOf } from './api-rig.js';

describe('/media', () => {
  let rig: ApiRig;
  beforeEach(async () => {
    rig = await ApiRig.start();
  });
  afterEach(() => rig.close());

  const importFile = async (name: string, bytes = name): Promise<MediaView> => {
    writeFileSync(join(rig.importDir, name), bytes);
    const response = await rig.ask('post', '/media', { json: { path: name } });
    expect(response.status).to.equal(201);
    return (await response.json()) as MediaView;
  };

  it('imports a file of IMPORT_DIR and leaves it there', async () => {
    writeFileSync(join(rig.importDir, 'a.mp4'), 'bytes');
    const response = await rig.ask('post', '/media', { json: { path: 'a.mp4', title: ' The first ' } });
    const media = (await response.json()) as MediaView;
    expect(response.headers.get('location')).to.equal(`/api/v1/media/${media.id}`);
    expect(media).to.include({ title: 'The first', filename: 'a.mp4', sourceBytes: 5, status: 'queued' });
    expect(readFileSync(join(rig.importDir, 'a.mp4'), 'utf8')).to.equal('bytes');
  });

  it('refuses to import what is not in IMPORT_DIR', async () => {
    mkdirSync(join(rig.importDir, 'folder'));
    for (const [path, status, code] of [
      ['../secret', 403, 'import-outside'],
      ['/etc/passwd', 403, 'import-outside'],
      ['folder', 404, 'source-missing'],
      ['none.mp4', 404, 'source-missing'],
    ] as const) {
      const response = await rig.ask('post', '/media', { json: { path } });
      expect(response.status, path).to.equal(status);
      expect(await codeOf(response), path).to.equal(code);
    }
  });

  it('names the field of a request that it does not understand', async () => {
    for (const [method, path, json, field] of [
      ['post', '/media', {}, 'path'],
      ['post', '/media', { path: 7 }, 'path'],
      ['post', '/media', undefined, 'the body'],
      ['get', '/media?limit=0', undefined, 'limit'],
      ['get', '/media?limit=1000', undefined, 'limit'],
      ['get', '/media?status=done', undefined, 'status'],
    ] as const) {
      const response = await rig.ask(method, path, json === undefined ? {} : { json });
      const problem = (await response.json()) as { code: string; detail: string };
      expect(problem.code, `${method} ${path}`).to.equal('bad-request');
      expect(problem.detail, `${method} ${path}`).to.match(new RegExp(`^${field}: `));
    }
    const headers = { 'Content-Type': 'application/json' };
    expect((await rig.ask('post', '/media', { body: '{"path":', headers })).status).to.equal(400);
    const long = await rig.ask('post', '/media', { json: { path: 'x'.repeat(300_000) } });
    expect(await codeOf(long)).to.equal('request-too-large');
  });

  it('hangs up on who sends a request byte by byte for ever', async () => {
    const timers = rig.clock.timerCount;
    const socket = connect(Number(new URL(rig.url).port), '127.0.0.1');
    const headers = [`Host: x`, `Authorization: Bearer ${await rig.token()}`, 'Content-Type: application/json'];
    socket.write(['POST /api/v1/media HTTP/1.1', ...headers, 'Content-Length: 100', '', '{"pa'].join('\r\n'));
    while (rig.clock.timerCount === timers) await settle();
    const closed = once(socket, 'close');
    await rig.clock.advance(30_000);
    await closed;
    expect(rig.clock.timerCount).to.equal(timers);
  });

  it('lists the library in pages', async () => {
    for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) await importFile(name);
    const page = async (query: string) =>
      (await (await rig.ask('get', `/media?${query}`)).json()) as { items: MediaView[]; nextCursor: string | null };
    const first = await page('limit=2');
    expect(first.items).to.have.length(2);
    const second = await page(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ filename }) => filename)).to.deep.equal([
      'a.mp4',
      'b.mp4',
      'c.mp4',
    ]);
    expect(second.nextCursor).to.equal(null);
    expect((await page('search=b.mp4')).items).to.have.length(1);
    expect((await page('status=ready')).items).to.have.length(0);
  });

  it('answers 304 until something has changed, progress included', async () => {
    const media = await importFile('a.mp4');
    const get = (etag = '"none"') =>
      // Said, because fetch adds `no-cache` otherwise.
      rig.ask('get', `/media/${media.id}`, { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } });
    const etag = (await get()).headers.get('etag') ?? '';
    expect(etag).to.match(/^"1\./);
    expect((await get(etag)).status).to.equal(304);
    rig.library.change({ ...media, status: 'processing', progress: 0.5 });
    const changed = await get(etag);
    expect(changed.status).to.equal(200);
    expect(changed.headers.get('etag')).not.to.equal(etag);
  });

  it('renames, unless somebody else did meanwhile; progress is nobody else', async () => {
    const media = await importFile('a.mp4');
    const path = `/media/${media.id}`;
    const etag = (await rig.ask('get', path)).headers.get('etag') ?? '';
    rig.library.change({ ...media, status: 'processing', progress: 0.5 });
    const rename = (title: string, ifMatch?: string) =>
      rig.ask('patch', path, { json: { title }, headers: ifMatch === undefined ? {} : { 'If-Match': ifMatch } });
    expect(((await (await rename('mine', etag)).json()) as MediaView).title).to.equal('mine');
    const late = await rename('yours', etag);
    expect(late.status).to.equal(412);
    expect(await codeOf(late)).to.equal('stale-revision');
    expect((await rename('yours', '*')).status).to.equal(200);
    expect((await rename('ours')).status).to.equal(200);
    expect(await codeOf(await rename('   '))).to.equal('bad-request');
  });

  it('deletes what nothing uses, and else names the places', async () => {
    const media = await importFile('a.mp4');
    const path = `/media/${media.id}`;
    const usedBy = [{ sequenceId: 's', sequenceName: 'Evening', channels: ['demo'] }];
    rig.library.usedBy.set(media.id, usedBy);
    const refused = await rig.ask('delete', path);
    expect(refused.status).to.equal(409);
    expect(await refused.json()).to.deep.include({ code: 'media-in-use', status: 409, usedBy });
    rig.library.usedBy.clear();
    expect((await rig.ask('delete', path, { headers: { 'If-Match': '"9.x"' } })).status).to.equal(412);
    expect((await rig.ask('delete', path)).status).to.equal(204);
    expect(await codeOf(await rig.ask('get', path))).to.equal('media-unknown');
  });

  it('cancels and retries a preparation', async () => {
    const media = await importFile('a.mp4');
    expect(await codeOf(await rig.ask('post', `/media/${media.id}/cancel`))).to.equal('wrong-state');
    rig.library.change({ ...media, status: 'processing' });
    expect((await rig.ask('post', `/media/${media.id}/cancel`)).status).to.equal(200);
    const check = await (await rig.ask('post', `/media/${media.id}/verify`)).json();
    expect(check).to.deep.equal({ intact: true, damage: [] });
    const retried = (await (await rig.ask('post', `/media/${media.id}/retry`)).json()) as MediaView;
    expect(retried.status).to.equal('queued');
  });

  it('gives its pictures, to be kept for ever by the browser alone', async () => {
    const media = await importFile('a.mp4');
    for (const [file, type] of [
      ['poster.jpg', 'image/jpeg'],
      ['storyboard.jpg', 'image/jpeg'],
      ['storyboard.vtt', 'text/vtt'],
      ['waveform.json', 'application/json'],
    ] as const) {
      const response = await rig.ask('get', `/media/${media.id}/${file}`);
      expect(response.headers.get('content-type'), file).to.include(type);
      expect(response.headers.get('cache-control'), file).to.equal('private, max-age=31536000, immutable');
    }
    const unknown = await rig.ask('get', '/media/none/poster.jpg');
    expect(await codeOf(unknown)).to.equal('media-unknown');
    expect(unknown.headers.get('cache-control')).to.equal(null);
  });

  it('gives players the part of a media that they ask for', async () => {
    const media = await importFile('a.mp4');
    const ask = async (range?: string) => {
      const headers = range === undefined ? {} : { range };
      const response = await rig.ask('get', `/media/${media.id}/preview.mp4`, { headers });
      return [response.status, response.headers.get('content-range'), await response.text()];
    };
    expect(await ask()).to.deep.equal([200, null, '0123456789']);
    expect(await ask('bytes=2-4')).to.deep.equal([206, 'bytes 2-4/10', '234']);
    expect(await ask('bytes=7-')).to.deep.equal([206, 'bytes 7-9/10', '789']);
    expect(await ask('bytes=-1')).to.deep.equal([206, 'bytes 9-9/10', '9']);
    expect(await ask('bytes=10-'), 'beyond the end').to.deep.equal([200, null, '0123456789']);
    expect(await ask('bytes=0-1,4-5'), 'several parts').to.deep.equal([200, null, '0123456789']);
    expect(await ask('frames=0-1')).to.deep.equal([200, null, '0123456789']);
  });
});
