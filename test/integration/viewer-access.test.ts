import { once } from 'node:events';
import { expect } from 'chai';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { App } from '../../server/app.js';
import type { PlayerConfig } from '../../shared/api/config.js';
import { VIEWER_NAMESPACE } from '../../shared/protocol/version.js';
import {
  type Answer,
  type JoinAnswer,
  type RenewAnswer,
  type RestartIceAnswer,
  VIEWER_PROTOCOL,
} from '../../shared/protocol/viewer.js';
import { ApiContract } from '../support/api-contract.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { makeStation, testLibrary } from '../support/station.js';

const PASSWORD = 'correct horse battery';
/** How long a viewer whose right has ended may go on watching. */
const OUT_WITHIN_MS = 2000;

/** The whole server, with viewers who really join: who may, and who has to go. */
describe('viewers with tokens', function () {
  this.timeout(60_000);
  const sockets: Socket[] = [];
  /** What the server logged of them. */
  let app: App;
  let api: ApiContract;
  let config: PlayerConfig;
  let bearer: { Authorization: string };

  before(async () => {
    const station = await makeStation(await testLibrary(), { visibility: 'token' });
    const settings = {
      ...station.env,
      ...{ DATA_DIR: station.dataDir, DEMO: '0', ADMIN_PASSWORD: PASSWORD, FFMPEG_BIN, FFPROBE_BIN },
      ...{ PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(1)}`, RTC_LISTEN_IP: '127.0.0.1' },
      RTC_WORKERS: '1',
      ...{ ICE_SERVERS: '[{"urls": "turn:relay.example"}]', TURN_SECRET: 'north' },
    };
    app = await App.create(settings, pino({ level: 'silent' }));
    api = await ApiContract.of(app.url);
    config = (await (await api.ask('get', '/config')).json()) as PlayerConfig;
    const session = await api.ask('post', '/auth/login', { json: { username: 'admin', password: PASSWORD } });
    bearer = { Authorization: `Bearer ${((await session.json()) as { token: string }).token}` };
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  after(() => app?.close());

  const manage = (method: string, path: string, json?: object) =>
    api.ask(method, path, { headers: bearer, ...(json && { json }) });
  const issue = async (wanted: object = {}) => {
    const request = { viewerId: 'bob', audience: {}, expiresInSeconds: 3600, ...wanted };
    return (await (await manage('post', '/channels/counter/tokens', request)).json()) as {
      token: string;
      tokenId: string;
    };
  };
  const join = async (token?: string) => {
    const socket = io(app.url + VIEWER_NAMESPACE, { transports: ['websocket'], forceNew: true });
    sockets.push(socket);
    const request = {
      ...{ protocol: VIEWER_PROTOCOL, channel: 'counter', rtpCapabilities: config.routerRtpCapabilities },
      ...(token && { token }),
    };
    const answer = (await socket.timeout(5000).emitWithAck('join', request)) as Answer<JoinAnswer>;
    return { socket, answer, outcome: answer.ok ? 'in' : answer.error.code };
  };
  /** The code that a viewer is sent away with, and after how long. */
  const sentAway = async (socket: Socket, act: () => Promise<unknown>) => {
    const ended = once(socket as never, 'ended') as Promise<[{ code: string; message: string }]>;
    const from = performance.now();
    await act();
    const [{ code, message }] = await ended;
    expect(message).not.to.equal('');
    expect(performance.now() - from).to.be.below(OUT_WITHIN_MS);
    return code;
  };

  it('join a channel that is not public, and nobody else does', async () => {
    expect((await join()).outcome).to.equal('token-required');
    expect((await join('nonsense')).outcome).to.equal('token-invalid');
    expect((await join((await issue()).token)).outcome).to.equal('in');
  });

  it('get credentials for relays when they have joined, and nobody does before', async () => {
    expect(config.iceServers).to.deep.equal([]);
    const { answer } = await join((await issue()).token);
    const [relay, ...others] = answer.ok ? (answer.iceServers ?? []) : [];
    expect(others).to.deep.equal([]);
    expect(relay).to.include({ urls: 'turn:relay.example' });
    expect(relay?.username).to.match(/^\d+:bob$/);
    expect(relay?.credential).to.match(/^[\w+/]{27}=$/);
  });

  it('get new ones when they restart ICE: by then those of the join may have ended', async () => {
    const { socket } = await join((await issue()).token);
    const answer = (await socket.timeout(5000).emitWithAck('restart-ice', {})) as Answer<RestartIceAnswer>;
    const [relay] = answer.ok ? (answer.iceServers ?? []) : [];
    expect(relay?.username).to.match(/^\d+:bob$/);
  });

  it('are told what is wrong with what they send, and the log is not', async () => {
    const token = (await issue()).token;
    const { socket } = await join(token);
    const ask = async (event: string, request: object) => {
      const answer = (await socket.timeout(5000).emitWithAck(event, request)) as Answer<object>;
      return answer.ok ? 'done' : answer.error.code;
    };
    const connect = (algorithm: string, value: string) =>
      ask('connect-transport', { dtlsParameters: { role: 'client', fingerprints: [{ algorithm, value }] } });
    for (const wrong of ['', 'zz', 'AB:C']) expect(await connect('sha-256', wrong), wrong).to.equal('bad-request');
    expect(await connect('md5', 'AB')).to.equal('bad-request');
    expect(await connect('sha-256', Array(32).fill('AB').join(':'))).to.equal('done');
    expect(await connect('sha-256', Array(32).fill('AB').join(':'))).to.equal('wrong-state');
    const again = { protocol: VIEWER_PROTOCOL, channel: 'counter', token };
    for (const codec of [{}, { kind: 'video', mimeType: 'video/H264' }, { kind: 'audio', mimeType: 7 }]) {
      const outcome = await ask('join', {
        ...again,
        rtpCapabilities: { codecs: [codec], headerExtensions: [{ kind: 1 }] },
      });
      expect(['bad-request', 'unsupported-client'], JSON.stringify(codec)).to.include(outcome);
    }
  });

  it('are sent away when their token is revoked, and do not come back with it', async () => {
    const [{ token, tokenId }, other] = [await issue(), await issue()];
    const [viewer, bystander] = [await join(token), await join(other.token)];
    const revoke = () => manage('delete', `/channels/counter/tokens/${tokenId}`);
    expect(await sentAway(viewer.socket, revoke)).to.equal('token-revoked');
    expect((await join(token)).outcome).to.equal('token-revoked');
    expect((await bystander.socket.timeout(5000).emitWithAck('resume', {})) as Answer<object>).to.include({ ok: true });
  });

  it('are sent away when all their tokens are revoked, whatever became of the key', async () => {
    const { token } = await issue({ viewerId: 'ann' });
    const { socket } = await join(token);
    await manage('post', '/signing-keys/rotate');
    const revoke = () => manage('delete', '/channels/counter/tokens?viewerId=ann');
    expect(await sentAway(socket, revoke)).to.equal('token-revoked');
    expect((await join((await issue({ viewerId: 'ann' })).token)).outcome, 'a new token').to.equal('in');
  });

  it('are sent away when the key of their token leaked', async () => {
    const { token } = await issue();
    const { socket } = await join(token);
    const { items } = (await (await manage('get', '/signing-keys')).json()) as {
      items: { id: string; acceptedUntilMs: number | null }[];
    };
    const current = items.find(({ acceptedUntilMs }) => acceptedUntilMs === null)!;
    const retire = () => manage('delete', `/signing-keys/${current.id}`);
    expect(await sentAway(socket, retire)).to.equal('token-revoked');
    expect((await join(token)).outcome).to.equal('token-invalid');
  });

  it('are sent away when their token expires', async () => {
    const { socket, outcome } = await join((await issue({ expiresInSeconds: 2 })).token);
    expect(outcome).to.equal('in');
    const [{ code }] = (await once(socket as never, 'ended')) as [{ code: string }];
    expect(code).to.equal('token-expired');
  });

  it('stay for as long as they show newer tokens in time, and go when one of those holds no more', async () => {
    const short = await issue({ expiresInSeconds: 2 });
    const newer = await issue();
    const { socket } = await join(short.token);
    const ends: { code: string }[] = [];
    socket.on('ended', (reason) => ends.push(reason));
    const show = async (token: string) => {
      const answer = (await socket.timeout(5000).emitWithAck('renew', { token })) as Answer<RenewAnswer>;
      return answer.ok ? answer.tokenExpiresInMs : answer.error.code;
    };
    expect(await show((await issue({ viewerId: 'ann' })).token), 'of another viewer').to.equal('bad-request');
    expect(await show('nonsense')).to.equal('token-invalid');
    expect(await show(newer.token)).to.be.within(3_590_000, 3_600_000);
    const bystander = await join((await issue({ expiresInSeconds: 2 })).token);
    await once(bystander.socket as never, 'ended');
    expect(ends, 'longer than its first token').to.deep.equal([]);
    const revoke = () => manage('delete', `/channels/counter/tokens/${newer.tokenId}`);
    expect(await sentAway(socket, revoke)).to.equal('token-revoked');
  });

  it('share a token as far as it allows', async () => {
    const { token } = await issue({ maxSessions: 1 });
    const first = await join(token);
    expect(first.outcome).to.equal('in');
    expect((await join(token)).outcome).to.equal('token-in-use');
    await first.socket.timeout(5000).emitWithAck('leave', {});
    expect((await join(token)).outcome).to.equal('in');
  });
});
