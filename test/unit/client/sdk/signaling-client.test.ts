import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type Namespace, Server } from 'socket.io';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import { SignalingClient } from '../../../../client/sdk/signaling-client.js';
import type { ServerToViewerEvents, ViewerToServerEvents } from '../../../../shared/protocol/viewer.js';

type ViewerNamespace = Namespace<ViewerToServerEvents, ServerToViewerEvents>;

describe('signaling-client', () => {
  let http: HttpServer;
  let io: Server;
  let viewers: ViewerNamespace;
  let client: SignalingClient;

  beforeEach(async () => {
    http = createServer();
    io = new Server(http);
    viewers = io.of('/viewer') as ViewerNamespace;
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    client = new SignalingClient(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
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
    io.of('/viewer');
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
});
