import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { App } from '../../server/app.js';
import type { MediaView } from '../../shared/api/media.js';
import type { NowAnswer } from '../../shared/api/now.js';
import { HOST_NAMESPACE, type HostRefusal, type ScheduleChange } from '../../shared/protocol/host.js';
import { ApiContract } from '../support/api-contract.js';
import { FFMPEG_BIN, FFPROBE_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { makeTempDir } from '../support/temp-dir.js';

/** The whole server in this process, as a host meets it; every answer is held to the OpenAPI document. */
describe('the API, from sign-in to a media on the shelf', function () {
  this.timeout(120_000);
  const importDir = makeTempDir('import');
  const sockets: Socket[] = [];
  let app: App;
  let api: ApiContract;
  let token: string;
  const announced: string[] = [];

  before(async () => {
    const settings = {
      ...{ DATA_DIR: makeTempDir('data'), PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(1)}` },
      ...{ RTC_LISTEN_IP: '127.0.0.1', RTC_WORKERS: '1', DEMO: '0', HOUSE_SIZE: '320x180' },
      ...{ FFMPEG_BIN, FFPROBE_BIN, IMPORT_DIR: importDir },
    };
    app = await App.create(settings, pino({ level: 'silent' }), ({ password }) => announced.push(password));
    api = await ApiContract.of(app.url);
    const session = await api.ask('post', '/auth/login', { json: { username: 'admin', password: announced[0] } });
    token = ((await session.json()) as { token: string }).token;
  });
  after(async () => {
    for (const socket of sockets) socket.disconnect();
    await app?.close();
  });

  const ask = (method: string, path: string, init: RequestInit & { json?: unknown } = {}) =>
    api.ask(method, path, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } });
  const host = (options: object) => {
    const socket = io(app.url + HOST_NAMESPACE, { transports: ['websocket'], forceNew: true, ...options });
    sockets.push(socket);
    return socket;
  };
  const next = async <T>(socket: Socket, event: string): Promise<T> => {
    const [value] = (await once(socket as never, event)) as [T];
    return value;
  };

  it('is open to players, and to nobody else without a session', async () => {
    for (const path of ['/config', '/time', '/channels']) expect((await api.ask('get', path)).status).to.equal(200);
    expect((await api.ask('get', '/channels/none/now')).status).to.equal(404);
    expect((await api.ask('get', '/media')).status).to.equal(401);
  });

  it('keeps hosts informed while a file becomes a media, and gives its pictures', async () => {
    await runFfmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=2'],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2', '-c:v', 'libx264', '-preset', 'ultrafast'],
      join(importDir, 'clip.mp4'),
    ]);
    const socket = host({ auth: { token } });
    await next(socket, 'connect');
    const heard: MediaView[] = [];
    const ready = new Promise<MediaView>((resolve, reject) => {
      socket.on('media', (media: MediaView) => {
        heard.push(media);
        if (media.status === 'ready') resolve(media);
        if (media.status === 'failed') reject(new Error(JSON.stringify(media.error)));
      });
    });
    const created = await ask('post', '/media', { json: { path: 'clip.mp4', title: 'A clip' } });
    expect(created.status).to.equal(201);
    const { id } = (await created.json()) as MediaView;
    const media = await ready;
    expect(media).to.include({ id, title: 'A clip', progress: 1, durationMs: 2000, frames: 60 });
    expect(heard.map(({ progress }) => progress)).to.deep.equal(heard.map(({ progress }) => progress).sort());
    expect(await (await ask('get', `/media/${id}`)).json()).to.deep.equal(media);
    expect(await (await ask('get', '/media?status=ready&search=clip')).json()).to.deep.include({ items: [media] });

    for (const file of ['poster.jpg', 'storyboard.jpg', 'storyboard.vtt', 'waveform.json']) {
      const picture = await ask('get', `/media/${id}/${file}`);
      expect(picture.status, file).to.equal(200);
      expect((await picture.arrayBuffer()).byteLength, file).to.be.greaterThan(10);
    }

    await putOnAirAndTakeOff(id, socket);
    const gone = next<{ id: string }>(socket, 'media-removed');
    expect((await ask('delete', `/media/${id}`)).status).to.equal(204);
    expect(await gone).to.deep.equal({ id });
    expect((await ask('get', `/media/${id}`)).status).to.equal(404);
  });

  async function putOnAirAndTakeOff(mediaId: string, socket: Socket): Promise<void> {
    await ask('post', '/channels', { json: { slug: 'live', name: 'Live' } });
    const made = await ask('post', '/sequences', { json: { name: 'S', items: [{ mediaId }] } });
    const sequence = (await made.json()) as { id: string };
    const told = next<ScheduleChange>(socket, 'timeline');
    const schedule = '/channels/live/schedule';
    const placing = { sequenceId: sequence.id, startsAt: Date.now(), loop: true };
    const entry = (await (await ask('post', `${schedule}?force=true`, { json: placing })).json()) as { id: string };
    const news = await told;
    expect(news).to.deep.include({ channel: 'live', version: 2, actor: 'admin', action: 'entry-added' });
    const now = await ask('get', `/channels/live/now?at=${news.effectiveAtMs}`);
    expect(((await now.json()) as NowAnswer).item).to.deep.include({ kind: 'media', mediaId });
    const before = await ask('get', `/channels/live/now?at=${news.effectiveAtMs - 1}`);
    expect(((await before.json()) as NowAnswer).item.kind).to.equal('slate');
    const refused = (await (await ask('delete', `/media/${mediaId}`)).json()) as Record<string, unknown>;
    expect(refused).to.deep.include({
      ...{ code: 'media-in-use', fillerOf: [] },
      usedBy: [{ sequenceId: sequence.id, sequenceName: 'S', channels: ['live'] }],
    });
    expect((await ask('delete', `${schedule}/${entry.id}?force=true`)).status).to.equal(204);
    expect((await ask('delete', `/sequences/${sequence.id}`)).status).to.equal(204);
  }

  it('says why a file was refused', async () => {
    writeFileSync(join(importDir, 'text.mp4'), 'this is no video');
    const socket = host({ auth: { token } });
    await next(socket, 'connect');
    const failed = new Promise<MediaView>((resolve) => {
      socket.on('media', (media: MediaView) => media.status === 'failed' && resolve(media));
    });
    const { id } = (await (await ask('post', '/media', { json: { path: 'text.mp4' } })).json()) as MediaView;
    expect(await failed).to.deep.include({ id, title: 'text' });
    expect((await failed).error?.code).to.equal('source-not-video');
    writeFileSync(join(importDir, 'empty.mp4'), '');
    expect((await ask('post', '/media', { json: { path: 'empty.mp4' } })).status).to.equal(422);
  });

  describe('the events of hosts', () => {
    const refusal = async (options: object) => {
      const error = await next<Error & { data: HostRefusal }>(
        host({ reconnection: false, ...options }),
        'connect_error',
      );
      return error.data.code;
    };
    const cookie = () => `streamsync-session=${token}`;

    it('are told to the bearer of a token, or of the cookie on a page of this server', async () => {
      await next(host({ auth: { token } }), 'connect');
      await next(host({ extraHeaders: { Cookie: cookie(), Origin: app.url } }), 'connect');
    });

    it('are told to nobody else', async () => {
      expect(await refusal({})).to.equal('sign-in-required');
      expect(await refusal({ auth: { token: `${token}x` } })).to.equal('session-invalid');
      expect(await refusal({ auth: { token: { $ne: 1 } } })).to.equal('sign-in-required');
      expect(await refusal({ extraHeaders: { Cookie: cookie(), Origin: 'https://evil.example' } })).to.equal(
        'origin-refused',
      );
    });

    it('are told no more after signing out', async () => {
      const session = await api.ask('post', '/auth/login', { json: { username: 'admin', password: announced[0] } });
      const other = ((await session.json()) as { token: string }).token;
      await api.ask('post', '/auth/logout', { headers: { Authorization: `Bearer ${other}` } });
      expect(await refusal({ auth: { token: other } })).to.equal('session-expired');
    });
  });
});
