import { createServer, type Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Server } from 'socket.io';
import { HOST_NAMESPACE } from '../../../shared/protocol/host.js';
import { VIEWER_NAMESPACES } from '../../../shared/protocol/viewer.js';
import type { UpgradeRequest } from '../../link/control.js';
import { listenLocally } from '../../link/local-server.js';
import type { HostNews } from '../../link/messages.js';
import type { Logger } from '../../log/logger.js';
import { MeteredLog } from '../../log/metered-log.js';
import { Connections } from './connections.js';
import { HostDoor, type HostDoorDeps, type HostNamespace } from './host-door.js';
import type { ViewerSessionDeps } from './viewer-session.js';
import type { ViewerNamespace } from './viewer-socket.js';
import { serveViewers } from './viewer-socket.js';

/** A browser's whole capabilities and a token of the longest take 25 kB; a join of the client script 6. */
const MAX_MESSAGE_BYTES = 32 * 1024;

export type SocketServerDeps = ViewerSessionDeps & Pick<HostDoorDeps, 'admitHost'>;

/**
 * The signaling layer. It has no port: another process accepts connections and hands over those that become WebSockets,
 * so they outlive that process; requests of clients that have to poll come over a local socket. Players on other origins
 * are served: they send no cookies.
 */
export class SocketServer {
  readonly #server: Server;
  readonly #http: HttpServer;
  readonly #hosts: HostNamespace;
  readonly #door: HostDoor;

  constructor(deps: SocketServerDeps, logger: Logger) {
    this.#http = createServer();
    const log = new MeteredLog(logger, deps.clock);
    const connections = new Connections({ clock: deps.clock, seats: deps.feeds.capacity, log, proxies: deps.proxies });
    this.#server = new Server(this.#http, {
      allowRequest: (request, answer) => answer(null, connections.mayConnect(request)),
      cors: { origin: '*' },
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      serveClient: false,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
    });
    connections.watch(this.#server);
    serveViewers(this.#server.of(VIEWER_NAMESPACES) as ViewerNamespace, { ...deps, connections }, log);
    this.#hosts = this.#server.of(HOST_NAMESPACE) as HostNamespace;
    this.#door = new HostDoor(this.#hosts, {
      admitHost: deps.admitHost,
      clock: deps.clock,
      proxies: deps.proxies,
      logger,
    });
  }

  /** Serves clients that poll on a local socket. */
  listen(path: string): Promise<void> {
    return listenLocally(this.#http, path);
  }

  /** Takes over a connection that asked for a WebSocket. */
  adopt({ method, url, headers, head }: UpgradeRequest, socket: Socket): void {
    const request = Object.assign(new IncomingMessage(socket), { method, url, headers });
    this.#http.emit('upgrade', request, socket, Buffer.from(head, 'base64'));
  }

  tellHosts({ event, body }: HostNews): void {
    this.#hosts.emit(event, body as never);
  }

  /** A session or a key of a host may have ended. */
  lookAtHosts(): void {
    this.#door.lookAtAll();
  }

  /** Disconnects everybody. */
  async close(): Promise<void> {
    this.#door.close();
    await this.#server.close();
  }
}
