import { once } from 'node:events';
import { expect } from 'chai';
import { pino } from 'pino';
import { Manager, type Socket } from 'socket.io-client';
import { ADDRESS_LIMITS } from '../../server/air/signaling/address-book.js';
import { CONNECTION_LIMITS } from '../../server/air/signaling/connections.js';
import { App } from '../../server/app.js';
import type { PlayerConfig } from '../../shared/api/config.js';
import { VIEWER_NAMESPACE } from '../../shared/protocol/version.js';
import { type Answer, type JoinAnswer, type Reason, VIEWER_PROTOCOL } from '../../shared/protocol/viewer.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { makeStation, testLibrary } from '../support/station.js';

/** Of the documentation's network (RFC 5737): the server believes a proxy on its own machine. */
const ATTACKER = '203.0.113.66';
const CONNECTIONS = 12;
const UNFINISHED_MS = 10_000;
const BAD_FINGERPRINT = { algorithm: 'nonsense', value: 'AB' };
const FINGERPRINT = { algorithm: 'sha-256', value: Array(32).fill('AB').join(':') };

/** One address that takes whatever it can get, beside viewers of other addresses. */
describe('limits of viewers', function () {
  this.timeout(60_000);
  let app: App;
  let config: PlayerConfig;
  let channel: string;
  const lines: { msg: string; err?: unknown }[] = [];
  const managers: Manager[] = [];

  before(async () => {
    const station = await makeStation(await testLibrary());
    channel = station.channel;
    const settings = {
      ...{ ...station.env, DATA_DIR: station.dataDir, DEMO: '0', FFMPEG_BIN, FFPROBE_BIN },
      ...{ PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(2)}` },
      ...{ RTC_LISTEN_IP: '127.0.0.1', RTC_WORKERS: '2' },
    };
    app = await App.create(settings, pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }));
    config = (await (await fetch(`${app.url}/api/v1/config`)).json()) as PlayerConfig;
  });
  beforeEach(() => {
    lines.length = 0;
  });
  afterEach(() => {
    for (const manager of managers.splice(0)) manager._close();
  });
  after(() => app?.close());

  function connection(address: string): Manager {
    const extraHeaders = { 'X-Forwarded-For': address };
    const manager = new Manager(app.url, { transports: ['websocket'], reconnection: false, extraHeaders });
    managers.push(manager);
    return manager;
  }
  /** A session of a connection, or the code with which it is refused. */
  async function sit(manager: Manager, seat = 0): Promise<Socket | string> {
    const socket = manager.socket(seat === 0 ? VIEWER_NAMESPACE : `${VIEWER_NAMESPACE}/${seat}`);
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(socket));
      socket.once('connect_error', (error: Error & { data?: Reason }) => resolve(error.data?.code ?? error.message));
    });
  }
  async function viewer(address: string): Promise<Socket> {
    const socket = await sit(connection(address));
    if (typeof socket === 'string') throw new Error(socket);
    return socket;
  }
  const ask = (socket: Socket, event: string, request: unknown): Promise<Answer<JoinAnswer>> =>
    socket.timeout(5000).emitWithAck(event, request);
  async function join(socket: Socket): Promise<string> {
    const request = { protocol: VIEWER_PROTOCOL, channel, rtpCapabilities: config.routerRtpCapabilities };
    return codeOf(await ask(socket, 'join', request));
  }
  const codeOf = (answer: Answer<object>) => (answer.ok ? 'ok' : answer.error.code);
  const count = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length;

  it('let one connection carry as many players as a page has, and no more', async () => {
    const manager = connection(ATTACKER);
    const sessions = await Promise.all(Array.from({ length: 64 }, (_, seat) => sit(manager, seat)));
    const refused = sessions.filter((session) => typeof session === 'string');
    expect(sessions.length - refused.length).to.equal(CONNECTION_LIMITS.namespaces);
    expect(new Set(refused)).to.deep.equal(new Set(['rate-limited']));
    // A player that leaves makes room for the next.
    const [first] = sessions.filter((session) => typeof session !== 'string');
    first!.disconnect();
    expect(await sit(manager, 63)).to.be.an('object');
  });

  it('leave seats to others however many an address joins with, and no media; and take those back', async () => {
    const attack = Array.from({ length: CONNECTIONS }, async () => {
      const manager = connection(ATTACKER);
      const sessions = await Promise.all(
        Array.from({ length: CONNECTION_LIMITS.namespaces }, (_, seat) => sit(manager, seat)),
      );
      return sessions.filter((session) => typeof session !== 'string');
    });
    const sockets = (await Promise.all(attack)).flat();
    const moves: Reason[] = [];
    for (const socket of sockets) socket.on('moved', (reason: Reason) => moves.push(reason));
    const fromMs = performance.now();
    const codes = await Promise.all(sockets.map(join));
    expect(count(codes, 'ok')).to.equal(ADDRESS_LIMITS.unfinishedSeats);
    expect(count(codes, 'rate-limited')).to.equal(sockets.length - ADDRESS_LIMITS.unfinishedSeats);
    const others = await Promise.all(['198.51.100.1', '2001:db8::1'].map(viewer));
    expect(await Promise.all(others.map(join))).to.deep.equal(['ok', 'ok']);
    const last = sockets[codes.lastIndexOf('ok')]!;
    await once(last as never, 'moved');
    expect(performance.now() - fromMs).to.be.above(UNFINISHED_MS - 500);
    expect(new Set(moves.map(({ code }) => code))).to.deep.equal(new Set(['no-media-path']));
    expect(codeOf(await ask(last, 'resume', {}))).to.equal('not-joined');
    expect(await join(sockets[codes.indexOf('rate-limited')]!)).to.equal('ok');
  });

  for (const [what, sizeBytes, howMany] of [
    ['large messages', 20_000, 100],
    ['small messages', 10, 1000],
    ['a message that is too large', 40_000, 1],
  ] as const) {
    it(`end a connection that sends ${what} as fast as it can, without asking for answers`, async () => {
      const [attacker, bystander] = [await viewer(ATTACKER), await viewer(ATTACKER)];
      const ended = once(attacker as never, 'disconnect');
      for (let number = 0; number < howMany; number += 1) attacker.emit('report', 'x'.repeat(sizeBytes));
      await ended;
      expect(codeOf(await ask(bystander, 'ping', { t0: 1 }))).to.equal('ok');
      expect(lines.filter(({ msg }) => msg.includes('sent too much')).length).to.be.at.most(1);
    });
  }

  it('answer a transport that is connected twice, or wrongly, with a code, and log nothing of it', async () => {
    const socket = await viewer('198.51.100.3');
    expect(await join(socket)).to.equal('ok');
    const connect = async (fingerprint: object) =>
      codeOf(await ask(socket, 'connect-transport', { dtlsParameters: { fingerprints: [fingerprint] } }));
    for (let time = 0; time < 5; time += 1) expect(await connect(BAD_FINGERPRINT)).to.equal('bad-request');
    expect(await connect(FINGERPRINT)).to.equal('ok');
    for (let time = 0; time < 5; time += 1) expect(await connect(FINGERPRINT)).to.equal('wrong-state');
    expect(lines).to.deep.equal([]);
  });
});
