import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { HOST_NAMESPACE } from '../../../shared/protocol/host.js';
import { VIEWER_NAMESPACES } from '../../../shared/protocol/viewer.js';
import type { Logger } from '../../log/logger.js';
import { upgradeOnlyWebSockets } from '../../net/only-web-sockets.js';
import type { HostNamespace } from './host-door.js';
import type { HostSocketDeps } from './host-socket.js';
import { serveHosts } from './host-socket.js';
import type { ViewerSessionDeps } from './viewer-session.js';
import type { ViewerNamespace } from './viewer-socket.js';
import { serveViewers } from './viewer-socket.js';

const PATH = '/socket.io/';
const MAX_MESSAGE_BYTES = 64 * 1024;

/** The signaling layer, on the HTTP server's port. Players on other origins are served: they send no cookies. */
export class SocketServer {
  readonly #server: Server;
  readonly #stopNews: () => void;

  constructor(http: HttpServer, deps: ViewerSessionDeps & HostSocketDeps, logger: Logger) {
    this.#server = new Server(http, {
      path: PATH,
      cors: { origin: '*' },
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      serveClient: false,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
    });
    upgradeOnlyWebSockets(http, PATH);
    serveViewers(this.#server.of(VIEWER_NAMESPACES) as ViewerNamespace, deps, logger);
    this.#stopNews = serveHosts(this.#server.of(HOST_NAMESPACE) as HostNamespace, deps, logger);
  }

  /** Disconnects everybody, and with them closes the HTTP server. */
  async close(): Promise<void> {
    this.#stopNews();
    await this.#server.close();
  }
}
