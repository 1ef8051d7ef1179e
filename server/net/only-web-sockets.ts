import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Fields that are about an upgrade alone (RFC 9110, section 7.8; RFC 7540, section 3.2.1). */
const OF_UPGRADES = ['upgrade', 'http2-settings'];

/**
 * Has the listeners for upgrades that a server has until now hear of WebSockets below a path alone. Whoever asks for
 * something else, such as `h2c`, is answered as if it had not (RFC 9110, section 7.8): Node.js by itself leaves it
 * without an answer as soon as anything listens for upgrades.
 */
export function upgradeOnlyWebSockets(server: Server, path: string): void {
  const listeners = server.listeners('upgrade') as UpgradeListener[];
  server.removeAllListeners('upgrade');
  const newestAnswer = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => newestAnswer.set(socket, response));
  server.on('upgrade', (request, socket, head) => {
    const isOurs = request.headers.upgrade?.toLowerCase() === 'websocket' && request.url?.startsWith(path);
    if (isOurs) {
      for (const listener of listeners) listener.call(server, request, socket, head);
      return;
    }
    // Answers keep their order on a connection, however many requests were sent at once.
    const before = newestAnswer.get(socket);
    if (before === undefined || before.writableFinished) {
      serveWithoutUpgrade(server, request, socket, head);
      return;
    }
    // Node.js listens to the socket no more, and an error that nobody hears of ends the process.
    const onError = () => socket.destroy();
    socket.on('error', onError);
    before.once('finish', () => {
      socket.off('error', onError);
      serveWithoutUpgrade(server, request, socket, head);
    });
  });
}

/** Has the request read once more, without the fields about an upgrade: its body is still to come. */
function serveWithoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (OF_UPGRADES.includes(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutUpgrade(value) : value}`);
  }
  const again = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([again, head]));
  server.emit('connection', socket);
}

function withoutUpgrade(connection: string): string {
  const options = connection.split(',').map((option) => option.trim());
  return options.filter((option) => !OF_UPGRADES.includes(option.toLowerCase())).join(', ');
}
