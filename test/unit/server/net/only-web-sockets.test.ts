import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Server as SocketIoServer } from 'socket.io';
import { io } from 'socket.io-client';
import { upgradeOnlyWebSockets } from '../../../../server/net/only-web-sockets.js';

const LARGE = 'x'.repeat(300_000);

describe('only-web-sockets', () => {
  let server: Server;
  let sockets: SocketIoServer;
  let port: number;
  const slow: ServerResponse[] = [];

  before(async () => {
    server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      if (url === '/slow') return void slow.push(response);
      const { upgrade = null, connection = null, 'http2-settings': settings = null } = headers;
      const body = (await text(request)).length;
      response.end(JSON.stringify({ method, url, body, asked: headers['x-asked'], upgrade, connection, settings }));
    });
    sockets = new SocketIoServer(server, { serveClient: false });
    upgradeOnlyWebSockets(server, '/socket.io/');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(async () => {
    await sockets.close();
  });

  /** What comes back for bytes that are sent as they are. */
  const exchange = async (...parts: string[]) => {
    const socket = connect(port, '127.0.0.1');
    for (const part of parts) socket.write(part);
    return text(socket);
  };
  const bodies = (answer: string) => [...answer.matchAll(/\{.*\}/g)].map(([json]) => JSON.parse(json));
  const head = (start: string, more: string[] = []) =>
    [start, 'Host: localhost', 'X-Asked: é', ...more, '', ''].join('\r\n');
  const H2C = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'];
  const close = head('GET /last HTTP/1.1', ['Connection: close']);

  it('answers who asks for h2c as if it had not, and goes on with the connection', async () => {
    const answers = bodies(await exchange(head('GET /a?b HTTP/1.1', H2C) + close));
    expect(answers.map(({ method, url }) => `${method} ${url}`)).to.deep.equal(['GET /a?b', 'GET /last']);
    expect(answers[0]).to.deep.include({
      upgrade: null,
      settings: null,
      connection: '',
      asked: Buffer.from('é').toString('latin1'),
    });
  });

  it('reads the body of a request that asks for h2c, be it in one piece with its head or after it', async () => {
    const post = head('POST /upload HTTP/1.1', [...H2C, `Content-Length: ${LARGE.length}`]);
    for (const parts of [[post + LARGE + close], [post, LARGE, close]]) {
      expect(bodies(await exchange(...parts)).map(({ url, body }) => [url, body])).to.deep.equal([
        ['/upload', LARGE.length],
        ['/last', 0],
      ]);
    }
  });

  it('answers who asks again and again on one connection', async () => {
    const asked = head('GET /a HTTP/1.1', H2C);
    expect(bodies(await exchange(asked.repeat(20) + close))).to.have.length(21);
  });

  it('outlives who resets the connection while an earlier answer is still to come', async () => {
    const socket = connect(port, '127.0.0.1');
    const upgraded = once(server, 'upgrade');
    socket.write(head('GET /slow HTTP/1.1') + head('GET /a HTTP/1.1', H2C));
    const [{ socket: served }] = await upgraded;
    const over = new Promise((resolve) => served.once('close', resolve));
    socket.resetAndDestroy();
    await over;
    slow[0]!.end();
    expect(bodies(await exchange(close))).to.have.length(1);
  });

  it('answers who asks for a WebSocket elsewhere, and for something else at the place of WebSockets', async () => {
    const elsewhere = head('GET /else HTTP/1.1', ['Connection: upgrade', 'Upgrade: websocket']) + close;
    expect(bodies(await exchange(elsewhere))[0]).to.include({ url: '/else', upgrade: null });
    const answer = await exchange(head('GET /socket.io/?EIO=4&transport=polling HTTP/1.1', H2C) + close);
    expect(answer)
      .to.match(/^HTTP\/1\.1 200 OK/)
      .and.include('"sid"');
  });

  it('lets WebSockets through', async () => {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
    await once(socket as never, 'connect');
    socket.disconnect();
  });
});
