import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { pino } from 'pino';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import type { Channels } from '../../../../../server/air/airing/channels.js';
import { Connections } from '../../../../../server/air/signaling/connections.js';
import { HostDoor, type HostDoorDeps, type HostNamespace } from '../../../../../server/air/signaling/host-door.js';
import { SlicedQueue } from '../../../../../server/air/signaling/sliced-queue.js';
import type { ViewerSessionDeps } from '../../../../../server/air/signaling/viewer-session.js';
import { serveViewers, type ViewerNamespace } from '../../../../../server/air/signaling/viewer-socket.js';
import { ReportBook } from '../../../../../server/air/viewers/report-book.js';
import { ViewerRoster } from '../../../../../server/air/viewers/viewer-roster.js';
import { MeteredLog } from '../../../../../server/log/metered-log.js';
import { TrustedProxies } from '../../../../../server/net/trusted-proxies.js';
import { CodedError } from '../../../../../shared/errors.js';
import { HOST_NAMESPACE, type HostRefusal } from '../../../../../shared/protocol/host.js';
import { VIEWER_NAMESPACE } from '../../../../../shared/protocol/version.js';
import { type Answer, VIEWER_PROTOCOL } from '../../../../../shared/protocol/viewer.js';
import { AccessRig } from '../../../../support/access-rig.js';
import { directoryOf } from '../../../../support/channel-directory.js';
import { localChannels } from '../../../../support/local-channels.js';
import { settle } from '../../../../support/manual-clock.js';
import { reportWith } from '../viewers/report-fixture.js';

/** Who may have an event answered: everybody; watchers of the channel that is named; who has joined. */
const VIEWER_RULES: Readonly<Record<string, 'everybody' | 'watchers' | 'joined'>> = {
  ping: 'everybody',
  leave: 'everybody',
  join: 'watchers',
  'connect-transport': 'joined',
  resume: 'joined',
  'restart-ice': 'joined',
  renew: 'joined',
  report: 'joined',
};
/** Hosts are told, and say nothing; who is let in to be told is in a table of its own. */
const HOST_EVENTS: readonly string[] = [];

const REQUESTS: Readonly<Record<string, object>> = {
  ping: { t0: 1 },
  'connect-transport': { dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'AA' }] } },
  renew: { token: 'a.b.c' },
  report: reportWith({}),
};
const SLATE = { id: 'slate', objectId: 'slate', title: 'Back soon', fps: 30, frames: 300, createdAtMs: 0 };
/** What comes after a viewer was let in: here there is no media server. */
const LET_IN = 'server-full';

describe('every event, whoever sends it', () => {
  let rig: AccessRig;
  let http: HttpServer;
  let server: Server;
  let hosts: HostNamespace;
  let door: HostDoor;
  let channels: Channels;
  let url: string;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    rig = await AccessRig.start();
    await rig.addChannel('members', 'token');
    await rig.addChannel('lobby', 'public');
    const { clock, store, guard } = rig;
    http = createServer();
    server = new Server(http);
    const feeds = { place: () => Promise.reject(new CodedError(LET_IN)) } as unknown as ViewerSessionDeps['feeds'];
    const roster = new ViewerRoster(clock);
    channels = localChannels({ directory: directoryOf({ store, slate: SLATE }), store, roster, clock });
    const deps = {
      ...{ channels, feeds, roster },
      gate: guard.viewerTokens,
      clock,
      reports: new ReportBook(),
      announcements: new SlicedQueue(performance),
    };
    const logger = pino({ level: 'silent' });
    const proxies = TrustedProxies.parse('loopback')!;
    const log = new MeteredLog(logger, clock);
    const connections = new Connections({ clock, seats: 100, log, proxies });
    serveViewers(server.of(VIEWER_NAMESPACE) as ViewerNamespace, { ...deps, connections, proxies }, log);
    const { access } = guard;
    hosts = server.of(HOST_NAMESPACE) as HostNamespace;
    const admitHost: HostDoorDeps['admitHost'] = (credentials) => access.require('host', credentials);
    door = new HostDoor(hosts, { admitHost, clock, proxies, logger });
    access.endings.on('ended', () => door.lookAtAll());
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect();
    door.close();
    channels.close();
    await server.close();
    await rig.close();
  });

  const connect = (namespace: string, options: object = {}) => {
    const socket = io(url + namespace, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });
    sockets.push(socket);
    return socket;
  };
  const next = async <T>(socket: Socket, event: string): Promise<T> => ((await once(socket as never, event)) as [T])[0];
  /** The events that the server listens to on a socket, whether or not anybody listed them. */
  const listened = async (namespace: string, options: object = {}) => {
    const socket = connect(namespace, options);
    await next(socket, 'connect');
    const names = server.of(namespace).sockets.get(socket.id!)!.eventNames().map(String);
    // Not of the wire: they tell the server itself about the connection.
    return names.filter((name) => !['disconnect', 'disconnecting', 'error'].includes(name));
  };

  it('of a viewer has its rule in the table, and those of hosts as well', async () => {
    expect(await listened(VIEWER_NAMESPACE)).to.have.members(Object.keys(VIEWER_RULES));
    const auth = { token: await rig.signIn() };
    expect(await listened(HOST_NAMESPACE, { auth })).to.have.members(HOST_EVENTS);
  });

  it('of a viewer is answered as its rule says', async () => {
    await rig.addUser('ada', 'host');
    const disabled = await rig.signIn('ada');
    await rig.guard.accounts.change('ada', { disabled: true });
    const revoked = await rig.viewerToken('members');
    await rig.guard.viewerTokens.revoke('members', revoked.tokenId);
    const [mine, elsewhere, short] = [
      await rig.viewerToken('members'),
      await rig.viewerToken('lobby'),
      await rig.viewerToken('members', { expiresInSeconds: 1 }),
    ];
    await rig.clock.advance(1000);
    const askers: readonly (readonly [name: string, token: string | undefined, code: string])[] = [
      ['nobody', undefined, 'token-required'],
      ['viewer', mine.token, LET_IN],
      ['viewer of another channel', elsewhere.token, 'token-wrong-channel'],
      ['revoked viewer', revoked.token, 'token-revoked'],
      ['viewer whose time is over', short.token, 'token-expired'],
      // Staff watch as a viewer does: a session has no audience.
      ['administrator', await rig.signIn(), 'token-invalid'],
      ['disabled user', disabled, 'token-invalid'],
    ];
    const due = { everybody: 'ok', watchers: '', joined: 'not-joined' };
    for (const [name, token, code] of askers) {
      const socket = connect(VIEWER_NAMESPACE);
      await next(socket, 'connect');
      for (const [event, rule] of Object.entries(VIEWER_RULES)) {
        const join = { protocol: VIEWER_PROTOCOL, channel: 'members', rtpCapabilities: {}, ...(token && { token }) };
        const request = event === 'join' ? join : (REQUESTS[event] ?? {});
        const answer = (await socket.timeout(5000).emitWithAck(event, request)) as Answer<object>;
        const outcome = answer.ok ? 'ok' : answer.error.code;
        expect(outcome, `${event}, ${name}`).to.equal(due[rule] || code);
      }
    }
  });

  describe('to hosts', () => {
    const outcomeOf = async (options: object) => {
      const socket = connect(HOST_NAMESPACE, options);
      return Promise.race([
        next(socket, 'connect').then(() => 'let in'),
        next<Error & { data: HostRefusal }>(socket, 'connect_error').then(({ data }) => data.code),
      ]);
    };
    const keyOf = async (username: string, role: 'viewer-issuer' | 'host') => {
      const session = await rig.guard.access.require('viewer-issuer', {
        ...{ authorization: `Bearer ${await rig.signIn(username)}`, address: '', isSafe: true },
      });
      return rig.guard.apiKeys.create({ name: `${username} ${role}`, role }, session);
    };

    it('is told to hosts and administrators, and to nobody else', async () => {
      await rig.addUser('ada', 'host');
      await rig.addUser('ben', 'viewer-issuer');
      await rig.addUser('eve', 'admin');
      const disabled = await rig.signIn('eve');
      await rig.guard.accounts.change('eve', { disabled: true });
      const [key, revoked] = [await keyOf('ada', 'viewer-issuer'), await keyOf('ada', 'host')];
      const of = async (username: string) => ({ auth: { token: await rig.signIn(username) } });
      const as = (token: string) => ({ auth: { token } });
      expect(await outcomeOf({})).to.equal('sign-in-required');
      expect(await outcomeOf(as((await rig.viewerToken('members')).token))).to.equal('session-invalid');
      expect(await outcomeOf(await of('ben'))).to.equal('not-allowed');
      expect(await outcomeOf(await of('ada'))).to.equal('let in');
      expect(await outcomeOf(await of('admin'))).to.equal('let in');
      expect(await outcomeOf(as(disabled))).to.equal('session-expired');
      expect(await outcomeOf(as(key.key))).to.equal('not-allowed');
      expect(await outcomeOf(as(revoked.key))).to.equal('let in');
      await rig.guard.accounts.remove('ada');
      expect(await outcomeOf(as(revoked.key))).to.equal('key-invalid');
    });

    it('counts wrong tokens by who is behind the proxy, not for the proxy', async () => {
      const from = (address: string, token: string) =>
        outcomeOf({ auth: { token }, extraHeaders: { 'X-Forwarded-For': `192.0.2.99, ${address}` } });
      const wrong = (guess: number) => `ssk_${String(guess).padStart(43, 'A')}`;
      for (let guess = 0; guess < 60; guess++) expect(await from('203.0.113.1', wrong(guess))).to.equal('key-invalid');
      expect(await from('203.0.113.1', wrong(60))).to.equal('rate-limited');
      expect(await from('203.0.113.2', wrong(60))).to.equal('key-invalid');
    });

    it('is told to the cookie on a page of this server alone', async () => {
      const Cookie = `streamsync-session=${await rig.signIn()}`;
      const port = Number(new URL(url).port);
      expect(await outcomeOf({ extraHeaders: { Cookie, Origin: url } })).to.equal('let in');
      for (const Origin of ['https://evil.example', 'null', `http://127.0.0.1:${port + 1}`]) {
        expect(await outcomeOf({ extraHeaders: { Cookie, Origin } }), Origin).to.equal('origin-refused');
      }
      expect(await outcomeOf({ extraHeaders: { Cookie } })).to.equal('origin-refused');
    });

    const ways: Readonly<Record<string, (token: string) => Promise<unknown>>> = {
      'signs out': async (token) => {
        const { access } = rig.guard;
        const authorization = `Bearer ${token}`;
        await access.signOut(await access.require('host', { authorization, address: '', isSafe: true }));
      },
      'has another password': () => rig.guard.accounts.change('ada', { password: 'another password' }),
      'is no host any more': () => rig.guard.accounts.change('ada', { role: 'viewer-issuer' }),
      'is disabled': () => rig.guard.accounts.change('ada', { disabled: true }),
      'is removed': () => rig.guard.accounts.remove('ada'),
    };
    for (const [what, end] of Object.entries(ways)) {
      it(`is told no more as soon as a host ${what}`, async () => {
        await rig.addUser('ada', 'host');
        const [token, others] = [await rig.signIn('ada'), await rig.signIn()];
        const socket = connect(HOST_NAMESPACE, { auth: { token } });
        const other = connect(HOST_NAMESPACE, { auth: { token: others } });
        await Promise.all([next(socket, 'connect'), next(other, 'connect')]);
        const over = Promise.all([next<HostRefusal>(socket, 'ended'), next<string>(socket, 'disconnect')]);
        await end(token);
        const [reason, why] = await over;
        expect(reason.code).to.equal('session-expired');
        expect(why).to.equal('io server disconnect');
        const heard = next(other, 'media-removed');
        hosts.emit('media-removed', { id: 'a' });
        expect(await heard).to.deep.equal({ id: 'a' });
      });
    }

    it('is told no more with a key that was revoked, or when the session’s time is over', async () => {
      const made = await keyOf('admin', 'host');
      const token = await rig.signIn();
      const byKey = connect(HOST_NAMESPACE, { auth: { token: made.key } });
      const bySession = connect(HOST_NAMESPACE, { auth: { token } });
      await Promise.all([next(byKey, 'connect'), next(bySession, 'connect')]);
      const revoked = next<HostRefusal>(byKey, 'ended');
      await rig.store.apiKeys.remove(made.id);
      rig.guard.access.endings.emit('ended');
      expect((await revoked).code).to.equal('key-invalid');

      const expired = next<HostRefusal>(bySession, 'ended');
      await settle();
      await rig.clock.advance(12 * 3_600_000);
      expect((await expired).code).to.equal('session-expired');
    });

    it('leaves no timer behind', async () => {
      const socket = connect(HOST_NAMESPACE, { auth: { token: await rig.signIn() } });
      await next(socket, 'connect');
      const gone = once(server.of(HOST_NAMESPACE).sockets.get(socket.id!)!, 'disconnect');
      socket.disconnect();
      await gone;
      channels.close();
      expect(rig.clock.timerCount).to.equal(0);
    });
  });
});
