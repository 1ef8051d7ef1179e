import { type EventEmitter, once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type Namespace, Server } from 'socket.io';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import { SignalingClient } from '../../../../client/sdk/signaling-client.js';
import { VIEWER_NAMESPACES } from '../../../../shared/protocol/version.js';
import type { ServerToViewerEvents, ViewerToServerEvents } from '../../../../shared/protocol/viewer.js';
import { ManualClock } from '../../../support/manual-clock.js';

type ViewerNamespace = Namespace<ViewerToServerEvents, ServerToViewerEvents>;

describe('signaling-client', () => {
  let http: HttpServer;
  let io: Server;
  let viewers: ViewerNamespace;
  let client: SignalingClient;
  let url: string;

  beforeEach(async () => {
    http = createServer();
    io = new Server(http);
    viewers = io.of(VIEWER_NAMESPACES) as ViewerNamespace;
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    client = new SignalingClient(url);
  });

  afterEach(async () => {
    client.close();
    await io.close();
  });

  async function codeOf(asked: Promise<unknown>): Promise<string> {
    try {
      await asked;
      return 'ok';
    } catch (error) {
      expect(error).to.be.instanceOf(PlayerError);
      return (error as PlayerError).code;
    }
  }

  it('gives the answer to a request', async () => {
    viewers.on('connection', (socket) => {
      socket.on('ping', ({ t0 }, acknowledge) => acknowledge({ ok: true, t0, t1: 5, t2: 6 }));
    });
    await client.connect();
    expect(await client.request('ping', { t0: 4 })).to.include({ t0: 4, t1: 5, t2: 6 });
  });

  it('rejects with the code that the server answers with', async () => {
    viewers.on('connection', (socket) => {
      socket.on('resume', (_nothing, acknowledge) => {
        acknowledge({ ok: false, error: { code: 'not-joined', message: 'Join a channel first.' } });
      });
    });
    await client.connect();
    expect(await codeOf(client.request('resume', {}))).to.equal('not-joined');
  });

  it('takes an answer that is none for a fault of the way, whatever it is', async () => {
    const answers: unknown[] = [null, 'ok', {}, { ok: true, t0: 1 }, { ok: false }, { ok: false, error: 'no' }];
    viewers.on('connection', (socket) => {
      socket.on('ping', (_request, acknowledge) => acknowledge(answers.shift() as never));
    });
    await client.connect();
    for (const _answer of [...answers]) {
      expect(await codeOf(client.request('ping', { t0: 1 }))).to.equal('unreachable');
    }
  });

  it('ends over a word about the session that cannot be read, and passes over what it can do without', async () => {
    viewers.on('connection', (socket) => {
      for (const wrong of [undefined, null, 'x', {}] as never[]) {
        socket.emit('timeline', wrong);
        socket.emit('target-latency', wrong);
      }
      socket.emit('target-latency', { targetLatencyMs: 250 });
      socket.emit('ended', undefined as never);
    });
    const heard: unknown[] = [];
    client.on('timeline', (window) => heard.push(window));
    client.on('target-latency', (change) => heard.push(change));
    client.on('ended', (reason) => heard.push(reason));
    const lost = new Promise<PlayerError>((resolve) => client.on('disconnected', resolve));
    await client.connect();
    expect((await lost).code).to.equal('unreachable');
    expect(heard).to.deep.equal([{ targetLatencyMs: 250 }]);
  });

  it('gives up on an answer that does not come', async () => {
    await client.connect();
    expect(await codeOf(client.request('resume', {}, 20))).to.equal('timed-out');
  });

  it('says when a server cannot be reached, and can try again', async () => {
    const { port } = http.address() as AddressInfo;
    await io.close();
    expect(await codeOf(client.connect())).to.equal('unreachable');
    http = createServer();
    io = new Server(http);
    io.of(VIEWER_NAMESPACES);
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    await client.connect();
    expect(client.connected).to.equal(true);
  });

  it('tells of a lost connection, rejects what was asked on it, and connects anew', async () => {
    viewers.on('connection', (socket) => {
      socket.on('resume', () => socket.disconnect(true));
    });
    await client.connect();
    const lost = new Promise<PlayerError>((resolve) => client.on('disconnected', resolve));
    expect(await codeOf(client.request('resume', {}))).to.equal('disconnected');
    expect((await lost).code).to.equal('disconnected');
    await client.connect();
    expect(client.connected).to.equal(true);
  });

  it('does not keep a request for a later connection', async () => {
    expect(await codeOf(client.request('resume', {}))).to.equal('disconnected');
    const asked: string[] = [];
    viewers.on('connection', (socket) => {
      socket.onAny((event) => asked.push(event));
      socket.on('ping', ({ t0 }, acknowledge) => acknowledge({ ok: true, t0, t1: 0, t2: 0 }));
    });
    await client.connect();
    await client.request('ping', { t0: 1 });
    expect(asked).to.deep.equal(['ping']);
  });

  it('passes on what the server says, until it is closed', async () => {
    viewers.on('connection', (socket) => socket.emit('target-latency', { targetLatencyMs: 250 }));
    const heard = new Promise((resolve) => client.on('target-latency', resolve));
    await client.connect();
    expect(await heard).to.deep.equal({ targetLatencyMs: 250 });
    let heardAfterwards = 0;
    client.on('disconnected', () => heardAfterwards++);
    client.close();
    client.close();
    expect(client.connected).to.equal(false);
    expect(heardAfterwards).to.equal(0);
  });

  describe('beside others of the same page', () => {
    let others: SignalingClient[];
    let places: string[];

    beforeEach(async () => {
      places = [];
      viewers.on('connection', (socket) => {
        places.push(socket.nsp.name);
        // Whose session it is, told by what only that one hears.
        socket.on('ping', ({ t0 }, acknowledge) => acknowledge({ ok: true, t0, t1: 0, t2: socket.nsp.sockets.size }));
        socket.on('leave', () => socket.disconnect());
      });
      others = Array.from({ length: 3 }, () => new SignalingClient(url));
      await Promise.all([client, ...others].map((each) => each.connect()));
    });

    afterEach(() => {
      for (const other of others) other.close();
    });

    it('has a session of its own on a connection for all', async () => {
      expect(io.engine.clientsCount).to.equal(1);
      expect(places).to.have.members(['/viewer', '/viewer/1', '/viewer/2', '/viewer/3']);
      for (const each of [client, ...others]) {
        expect(await each.request('ping', { t0: 1 })).to.include({ t2: 1 });
      }
    });

    it('comes, goes and comes back alone', async () => {
      others[1]!.hangUp();
      expect(await codeOf(others[1]!.request('ping', { t0: 1 }))).to.equal('disconnected');
      await others[1]!.connect();
      const lost = new Promise<PlayerError>((resolve) => others[0]!.on('disconnected', resolve));
      await codeOf(others[0]!.request('leave', {}));
      expect((await lost).code).to.equal('disconnected');
      expect([client, ...others].map(({ connected }) => connected)).to.deep.equal([true, false, true, true]);
      expect(io.engine.clientsCount).to.equal(1);
    });

    it('hears of a lost connection, as all do, and any of them connects anew for all', async () => {
      const everybody = [client, ...others];
      const lost = everybody.map((each) => new Promise((resolve) => each.on('disconnected', resolve)));
      io.engine.close();
      await Promise.all(lost);
      await Promise.all(everybody.map((each) => each.connect()));
      expect(io.engine.clientsCount).to.equal(1);
    });

    it('ends the connection when it is the last to go, and leaves the first place to the next', async () => {
      const [connection] = Object.values((io.engine as unknown as { clients: Record<string, EventEmitter> }).clients);
      const ended = once(connection!, 'close');
      for (const each of [client, ...others]) each.close();
      await ended;
      const next = new SignalingClient(url);
      await next.connect();
      expect(places).to.deep.equal(['/viewer', '/viewer/1', '/viewer/2', '/viewer/3', '/viewer']);
      next.close();
    });

    it('gives up a try when it hangs up, and disturbs nobody', async () => {
      viewers.use(() => {}); // lets nobody in
      const late = new SignalingClient(url);
      const tried = codeOf(late.connect());
      late.hangUp();
      expect(await tried).to.equal('disconnected');
      expect(await client.request('ping', { t0: 1 })).to.include({ t2: 1 });
      late.close();
    });

    it('drops a connection that answers nobody any more, so that all find out', async () => {
      const clock = new ManualClock(0);
      const asked = new Promise<void>((resolve) => viewers.use(() => resolve())); // and lets nobody in
      const late = new SignalingClient(url, clock);
      const lost = new Promise((resolve) => client.on('disconnected', resolve));
      const outcome = codeOf(late.connect());
      await asked;
      await clock.advance(5000);
      expect(await outcome).to.equal('unreachable');
      await lost;
      expect(clock.timerCount).to.equal(0);
      late.close();
    });
  });
});
