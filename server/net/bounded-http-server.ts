import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { addressBlock } from '../limits/address-block.js';
import type { TrustedProxies } from './trusted-proxies.js';

export interface ConnectionBounds {
  readonly mostConnections: number;
  /** Of one IPv4 address or IPv6 network; a trusted proxy has as many as there may be. */
  readonly mostPerAddress: number;
  /** From the first byte to the end of a request's head, and from connecting to the first byte. */
  readonly headWithinMs: Millis;
  /** Nothing moves either way on a connection: longer than the library takes to read an upload again before it answers. */
  readonly idleWithinMs: Millis;
  /** So many bytes of a body have to come in so long: less, and the connection ends. */
  readonly leastBodyBytes: number;
  readonly leastBodyWithinMs: Millis;
  /** An answer that waits for its reader, and of which nothing more is read in so long, ends. */
  readonly unreadWithinMs: Millis;
}

const BOUNDS: ConnectionBounds = {
  mostConnections: 8192,
  mostPerAddress: 1000,
  headWithinMs: 15_000,
  idleWithinMs: 600_000,
  leastBodyBytes: 2048,
  leastBodyWithinMs: 30_000,
  unreadWithinMs: 60_000,
};
/** How many times within its time the deadline of a head is looked at. */
const LOOKS = 3;

export interface BoundedHttpServerDeps {
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly proxies: Pick<TrustedProxies, 'has'>;
  readonly bounds?: Partial<ConnectionBounds>;
}

/**
 * An HTTP server that nobody can hold up by being slow: a request ends when it gets on no more, however long it takes as
 * a whole (a large file on a slow line takes hours), and connections are bounded, in all and for each address.
 */
export function createBoundedHttpServer(listener: RequestListener, deps: BoundedHttpServerDeps): Server {
  const bounds = { ...BOUNDS, ...deps.bounds };
  const { headWithinMs } = bounds;
  const server = createServer({
    requestTimeout: 0,
    // Node.js takes it from `requestTimeout` when it is left out, and then there is none.
    headersTimeout: headWithinMs,
    connectionsCheckingInterval: Math.ceil(headWithinMs / LOOKS),
  });
  server.timeout = bounds.idleWithinMs;
  server.maxConnections = bounds.mostConnections;
  boundPerAddress(server, deps.proxies, bounds);
  server.on('request', (request, response) => {
    demandProgress(request, deps.clock, bounds);
    demandReading(response, deps.clock, bounds);
  });
  server.on('request', listener);
  return server;
}

function boundPerAddress(server: Server, proxies: Pick<TrustedProxies, 'has'>, bounds: ConnectionBounds): void {
  const open = new Map<string, number>();
  const counted = new WeakSet<Socket>();
  server.on('connection', (socket) => {
    const { remoteAddress } = socket;
    // There is no address on a local socket, whose other end is a process of this server.
    if (remoteAddress === undefined || proxies.has(remoteAddress) || counted.has(socket)) return;
    const address = addressBlock(remoteAddress);
    const before = open.get(address) ?? 0;
    if (before >= bounds.mostPerAddress) {
      socket.destroy();
      return;
    }
    counted.add(socket);
    open.set(address, before + 1);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/** Ends a request whose body does not get on. Bytes that wait to be read are not its sender's fault. */
function demandProgress(request: IncomingMessage, clock: Pick<Clock, 'setTimer'>, bounds: ConnectionBounds): void {
  const { headers, socket } = request;
  if (!('content-length' in headers || 'transfer-encoding' in headers)) return;
  const { leastBodyBytes, leastBodyWithinMs } = bounds;
  let seen = socket.bytesRead;
  const look = () => {
    if (request.complete || request.destroyed) return;
    const came = socket.bytesRead - seen;
    if (came < leastBodyBytes && request.readableLength === 0) {
      request.destroy();
      return;
    }
    seen = socket.bytesRead;
    cancel = clock.setTimer(leastBodyWithinMs, look);
  };
  let cancel = clock.setTimer(leastBodyWithinMs, look);
  request.once('close', () => cancel());
}

/**
 * Ends an answer that is not read: what is in it waits in memory. A player that was paused asks for the rest once more.
 * From when it is being sent a connection may be idle for less long; Node.js knows whether a large write gets on.
 */
function demandReading(response: ServerResponse, clock: Pick<Clock, 'setTimer'>, { unreadWithinMs }: ConnectionBounds) {
  const look = () => {
    if (response.headersSent) response.socket?.setTimeout(unreadWithinMs);
    else cancel = clock.setTimer(unreadWithinMs, look);
  };
  let cancel = clock.setTimer(unreadWithinMs, look);
  response.once('close', () => cancel());
}
