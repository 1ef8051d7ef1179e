import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { App } from '../../server/app.js';
import type { ChannelSummary } from '../../shared/api/channels.js';
import type { PlayerConfig } from '../../shared/api/config.js';
import type { NowAnswer } from '../../shared/api/now.js';
import { type Answer, type JoinAnswer, timelineWindowSchema, VIEWER_PROTOCOL } from '../../shared/protocol/viewer.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { rawRequest } from '../support/raw-request.js';
import { spoilTable } from '../support/spoiled-database.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';
import { makeTempDir } from '../support/temp-dir.js';

/** The whole server in this process, over HTTP and signaling. */
describe('app', function () {
  this.timeout(60_000);
  let station: Station;
  let app: App;
  let config: PlayerConfig;
  const sockets: Socket[] = [];

  const settingsOf = (port: number, rtcPort: number, extra: Record<string, string> = {}) => ({
    ...station.env,
    DATA_DIR: station.dataDir,
    PORT: String(port),
    RTC_PORT: String(rtcPort),
    RTC_LISTEN_IP: '127.0.0.1',
    RTC_WORKERS: '2',
    DEMO: '0',
    FFMPEG_BIN,
    FFPROBE_BIN,
    ...extra,
  });

  before(async () => {
    station = await makeStation(await testLibrary());
    app = await App.create(settingsOf(await freePorts(1), await freePorts(2)), pino({ level: 'silent' }));
    config = await json<PlayerConfig>('/api/v1/config');
  });
  after(async () => {
    for (const socket of sockets) socket.disconnect();
    await app?.close();
    await app?.close();
  });

  async function json<T>(path: string): Promise<T> {
    return (await (await fetch(app.url + path)).json()) as T;
  }

  async function viewer(): Promise<Socket> {
    const socket = io(`${app.url}/viewer`, { transports: ['websocket'], forceNew: true });
    sockets.push(socket);
    await once(socket as never, 'connect');
    return socket;
  }

  const ask = (socket: Socket, event: string, request: unknown): Promise<Answer<Record<string, unknown>>> =>
    socket.timeout(5000).emitWithAck(event, request);
  const joinRequest = (extra: object = {}) => ({
    protocol: VIEWER_PROTOCOL,
    channel: station.channel,
    rtpCapabilities: config.routerRtpCapabilities,
    ...extra,
  });
  const errorOf = (answer: Answer<object>) => (answer.ok ? 'ok' : answer.error.code);

  describe('HTTP', () => {
    it('is alive and ready', async () => {
      expect(await json('/healthz')).to.deep.equal({ status: 'ok' });
      const ok = { ok: true };
      const checks = { air: ok, workers: ok, office: ok, database: ok, store: ok };
      const nothingOnAir = { knownUntil: null };
      expect(await json('/readyz')).to.deep.equal({ status: 'ready', workers: 2, of: 2, ...nothingOnAir, checks });
    });

    it('shows its metrics to Prometheus', async () => {
      const metrics = await (await fetch(`${app.url}/metrics`)).text();
      expect(metrics).to.include('streamsync_sfu_workers 2').and.include('process_cpu_seconds_total');
    });

    it('tells a player what it needs before it joins', async () => {
      expect(config.protocol).to.equal(VIEWER_PROTOCOL);
      expect(JSON.stringify(config.routerRtpCapabilities)).to.include('video/H264').and.include('audio/opus');
      expect(config.iceServers).to.deep.equal([]);
    });

    it('lists the public channels', async () => {
      const { channels } = await json<{ channels: ChannelSummary[] }>('/api/v1/channels');
      expect(channels.map(({ slug }) => slug)).to.deep.equal([station.channel]);
    });

    it('TL2 says what is on air at any instant, as the plan has it', async () => {
      const { plan } = station;
      const at = plan.startsAtMs + 4000 + 1000;
      const now = await json<NowAnswer>(`/api/v1/channels/${station.channel}/now?at=${at}`);
      expect(now.item).to.include({ kind: 'media', mediaId: plan.items[1]!.mediaId, frame: 30, offsetMs: 1000 });
      expect(now.item).to.include({ startsAt: plan.startsAtMs + 4000, endsAt: plan.startsAtMs + 4000 + 5300 });
      expect(now.next).to.include({ mediaId: plan.items[2]!.mediaId, startsAt: now.item.endsAt, frame: 0 });
      const iso = await json<NowAnswer>(`/api/v1/channels/${station.channel}/now?at=${new Date(at).toISOString()}`);
      expect(iso).to.deep.equal(now);
    });

    it('TL1 has the slate on air before anything was scheduled', async () => {
      const now = await json<NowAnswer>(`/api/v1/channels/${station.channel}/now?at=0`);
      expect(now.item.kind).to.equal('slate');
    });

    it('answers errors as problem+json with a stable code', async () => {
      for (const [path, status, code] of [
        ['/api/v1/channels/none/now', 404, 'channel-unknown'],
        [`/api/v1/channels/${station.channel}/now?at=yesterday`, 400, 'bad-request'],
        ['/api/v1/nothing', 404, 'not-found'],
        ['/watch/%E0%A4%A', 400, 'bad-request'],
        ['/assets/../../package.json', 404, 'not-found'],
      ] as const) {
        const response = await fetch(app.url + path);
        expect(response.status, path).to.equal(status);
        expect(response.headers.get('content-type'), path).to.include('application/problem+json');
        expect(((await response.json()) as { code: string }).code, path).to.equal(code);
      }
    });

    it('sends pages that run no foreign script and may not be framed, the embed page apart', async () => {
      const policyOf = async (path: string) =>
        (await fetch(app.url + path)).headers.get('content-security-policy') ?? '';
      expect(await policyOf('/'))
        .to.include("script-src 'self'")
        .and.include("frame-ancestors 'self'");
      expect(await policyOf('/embed/counter')).to.include('frame-ancestors *');
    });
  });

  describe('signaling', () => {
    it('hands a viewer everything in one round trip', async () => {
      const answer = (await ask(await viewer(), 'join', joinRequest())) as Answer<JoinAnswer>;
      if (!answer.ok) throw new Error(answer.error.message);
      expect(answer.consumers.video.kind).to.equal('video');
      expect(answer.consumers.audio.kind).to.equal('audio');
      expect(answer.transport.iceCandidates).not.to.deep.equal([]);
      expect(answer.targetLatencyMs).to.equal(100);
      expect(timelineWindowSchema.parse(answer.timeline).airings.length).to.be.above(1);
    });

    it('TL2 two viewers are told the same', async () => {
      const [first, second] = await Promise.all([viewer(), viewer()]);
      const answers = await Promise.all([ask(first, 'join', joinRequest()), ask(second, 'join', joinRequest())]);
      const airings = answers.map((answer) => (answer as unknown as JoinAnswer).timeline.airings.slice(1, 20));
      expect(airings[0]).to.deep.equal(airings[1]);
    });

    it('refuses with a coded error that says why', async () => {
      const socket = await viewer();
      expect(errorOf(await ask(socket, 'join', joinRequest({ protocol: 99 })))).to.equal('unsupported-protocol');
      expect(errorOf(await ask(socket, 'join', joinRequest({ channel: 'none' })))).to.equal('channel-unknown');
      for (const codecs of [[], [{ x: 1 }]]) {
        const incapable = await ask(socket, 'join', joinRequest({ rtpCapabilities: { codecs } }));
        expect(errorOf(incapable)).to.equal('unsupported-client');
      }
      for (const request of [null, 'join', [], {}, joinRequest({ channel: 'x'.repeat(65) })]) {
        expect(errorOf(await ask(socket, 'join', request)), JSON.stringify(request)).to.equal('bad-request');
      }
      for (const event of ['resume', 'restart-ice', 'report']) {
        const request = event === 'report' ? report : {};
        expect(errorOf(await ask(socket, event, request)), event).to.equal('not-joined');
      }
    });

    it('answers the four-timestamp exchange with the master clock', async () => {
      const answer = await ask(await viewer(), 'ping', { t0: 7 });
      if (!answer.ok) throw new Error(answer.error.message);
      const { t0, t1, t2 } = answer as unknown as { t0: number; t1: number; t2: number };
      expect(t0).to.equal(7);
      expect(t2 - t1).to.be.within(0, 50);
      expect(Math.abs(t1 - Date.now())).to.be.below(1000);
    });

    it('limits how much one viewer may ask, and serves it again later', async () => {
      const socket = await viewer();
      const answers = await Promise.all(Array.from({ length: 100 }, (_, t0) => ask(socket, 'ping', { t0 })));
      const refused = answers.filter((answer) => errorOf(answer) === 'rate-limited').length;
      expect(refused).to.be.within(20, 60);
    });

    it('bears what is no event of the contract', async () => {
      const socket = await viewer();
      socket.emit('join');
      socket.emit('join', joinRequest(), 'not a function');
      socket.emit('no-such-event', { a: 1 });
      expect(errorOf(await ask(socket, 'ping', { t0: 1 }))).to.equal('ok');
    });
  });

  it('names the setting when its port is taken, and leaves nothing behind', async () => {
    const taken = Number(new URL(app.url).port);
    const other = settingsOf(taken, await freePorts(2), { DATA_DIR: makeTempDir('data') });
    const failure = await App.create(other, pino({ level: 'silent' })).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(failure).to.equal(`PORT=${taken} is in use: stop the other program or set another PORT`);
  });

  it('names at the start what it cannot use: a malformed database, a program or a folder that is not there', async () => {
    const { dataDir } = await makeStation(await testLibrary());
    const failureOf = async (extra: Record<string, string>) => {
      const other = settingsOf(await freePorts(1), await freePorts(2), { DATA_DIR: dataDir, ...extra });
      return App.create(other, pino({ level: 'silent' })).then(
        () => 'started',
        (error: Error) => error.message,
      );
    };
    expect(await failureOf({ FFMPEG_BIN: '/nowhere/ffmpeg' })).to.match(/^FFMPEG_BIN=\/nowhere\/ffmpeg cannot be used/);
    expect(await failureOf({ IMPORT_DIR: '/nowhere' })).to.match(/^IMPORT_DIR=\/nowhere cannot be used/);
    const database = join(dataDir, 'streamsync.db');
    spoilTable(database, 'media');
    expect(await failureOf({}))
      .to.match(/ cannot be used: .*malformed/)
      .and.satisfy((it: string) => it.startsWith(database));
  });

  it('answers who asks for an upgrade to h2c, as curl --http2 does', async () => {
    const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
    const { status, body } = await rawRequest(`${app.url}/healthz`, headers);
    expect([status, JSON.parse(body)]).to.deep.equal([200, { status: 'ok' }]);
  });

  it('TL3 refuses a frame rate that the library was not prepared for', async () => {
    const { dataDir } = await makeStation(await testLibrary());
    const other = settingsOf(await freePorts(1), await freePorts(2), { DATA_DIR: dataDir, HOUSE_FPS: '25' });
    const failure = await App.create(other, pino({ level: 'silent' })).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(failure).to.include('HOUSE_FPS=25 cannot be used').and.include('set HOUSE_FPS=30');
  });

  const report = {
    latencyMs: 20,
    skewMs: -180,
    sync: 'steering',
    bufferMs: 80,
    clockErrorMs: 1,
    rttMs: 1,
    joinMs: 200,
    layer: 1,
    framesDropped: 0,
    freezes: 0,
    packetsReceived: 900,
    packetsLost: 0,
  };
});
