import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as passed } from 'node:timers/promises';
import { expect } from 'chai';
import { type ConnectionBounds, createBoundedHttpServer } from '../../../../server/net/bounded-http-server.js';
import { TrustedProxies } from '../../../../server/net/trusted-proxies.js';
import { ManualClock } from '../../../support/manual-clock.js';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n';

describe('bounded-http-server', () => {
  let server: Server;
  let clock: ManualClock;
  const sockets: Socket[] = [];

  const start = async (bounds: Partial<ConnectionBounds> = {}, trusted = 'none') => {
    clock = new ManualClock(0);
    const proxies = TrustedProxies.parse(trusted)!;
    server = createBoundedHttpServer(
      async (request, response) => {
        const { length } = await buffer(request).catch(() => Buffer.alloc(0));
        response.end(`${length} bytes`);
      },
      { clock, proxies, bounds },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  };
  const open = async (bytes = '') => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    if (bytes !== '') socket.write(bytes);
    return socket;
  };
  const arrived = async (bytes = POST) => {
    const asked = once(server, 'request');
    const socket = await open(bytes);
    const [request] = await asked;
    return { socket, request };
  };
  /** Sends more of a body, and waits until it was read. */
  const send = async ({ socket, request }: Awaited<ReturnType<typeof arrived>>, bytes: number) => {
    const before = request.socket.bytesRead;
    socket.write('x'.repeat(bytes));
    while (request.socket.bytesRead < before + bytes) await passed(1);
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('hangs up on who does not get on with the head of a request, or sends nothing at all', async () => {
    await start({ headWithinMs: 60 });
    const silent = await open();
    const slow = await open('GET / HTTP/1.1\r\nHo');
    expect(await text(slow)).to.match(/^HTTP\/1\.1 408 /);
    await text(silent);
  });

  it('hangs up on who sends a body of any size byte by byte', async () => {
    await start();
    const upload = await arrived();
    const over = text(upload.socket);
    const ended = once(upload.request.socket, 'close');
    for (let second = 0; second < 30; second += 10) {
      await send(upload, 1);
      await clock.advance(10_000);
    }
    expect(await over).to.equal('');
    await ended;
    expect(clock.timerCount).to.equal(0);
  });

  it('takes a body for hours as long as it gets on', async () => {
    await start();
    const upload = await arrived(POST.replace('1000000', `${240 * 2048}`));
    for (let halfMinutes = 0; halfMinutes < 240; halfMinutes++) {
      await send(upload, 2048);
      await clock.advance(30_000);
    }
    const [answer] = await once(upload.socket, 'data');
    expect(String(answer)).to.include(`${240 * 2048} bytes`);
    expect(clock.timerCount).to.equal(0);
  });

  it('does not hang up while bytes wait for this server to read them', async () => {
    await start();
    let read = () => {};
    const mayRead = new Promise<void>((resolve) => {
      read = resolve;
    });
    server.removeAllListeners('request');
    const other = createBoundedHttpServer(
      async (request, response) => {
        await mayRead;
        response.end(`${(await buffer(request)).length} bytes`);
      },
      { clock, proxies: TrustedProxies.parse('none')! },
    );
    for (const listener of other.listeners('request')) server.on('request', listener as never);
    const upload = await arrived(POST.replace('1000000', '10'));
    await send(upload, 5);
    await clock.advance(120_000);
    await send(upload, 5);
    read();
    expect(String((await once(upload.socket, 'data'))[0])).to.include('10 bytes');
  });

  describe('an answer', () => {
    const LARGE = Buffer.alloc(64 * 1024 * 1024);
    /** A client that has read the beginning of a large answer, and what it is served by. */
    const reading = async () => {
      await start();
      server.removeAllListeners('request');
      const other = createBoundedHttpServer((_request, response) => response.end(LARGE), {
        clock,
        proxies: TrustedProxies.parse('none')!,
        bounds: { unreadWithinMs: 50 },
      });
      for (const listener of other.listeners('request')) server.on('request', listener as never);
      const { socket, request } = await arrived(GET);
      await once(socket, 'readable');
      return { socket, served: request.socket as Socket };
    };

    it('that is not read ends, and its memory with it', async () => {
      const { served } = await reading();
      const over = once(served, 'close');
      await clock.advance(50);
      await over;
      expect(clock.timerCount).to.equal(0);
    });
  });

  it('has no more connections than so many of one address, and takes another when one ends', async () => {
    await start({ mostPerAddress: 3 });
    const held = [await open(), await open(), await open()];
    expect(await text(await open(GET)).catch(() => '')).to.equal('');
    const connection = once(server, 'connection');
    held[0]!.destroy();
    await connectionsAre(2);
    const next = await open(GET);
    await connection;
    expect(String((await once(next, 'data'))[0])).to.include('0 bytes');
  });

  it('counts nobody but itself for what comes through a proxy', async () => {
    await start({ mostPerAddress: 1 }, 'loopback');
    for (let one = 0; one < 5; one++) {
      expect(String((await once(await open(GET), 'data'))[0])).to.include('0 bytes');
    }
  });

  it('has no more connections than so many in all', async () => {
    await start({ mostConnections: 2 }, 'loopback');
    await Promise.all([open(), open()]);
    expect(await text(await open(GET)).catch(() => '')).to.equal('');
  });

  async function connectionsAre(count: number): Promise<void> {
    for (;;) {
      const now = await new Promise((resolve) => server.getConnections((_error, open) => resolve(open)));
      if (now === count) return;
      await passed(1);
    }
  }
});
