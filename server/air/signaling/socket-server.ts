import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { HOST_NAMESPACE } from '../../../shared/protocol/host.js';
import { VIEWER_NAMESPACES } from '../../../shared/protocol/viewer.js';
import type { Logger } from '../../log/logger.js';
import { MeteredLog } from '../../log/metered-log.js';
import { Connections } from './connections.js';
import type { HostNamespace } from './host-door.js';
import type { HostSocketDeps } from './host-socket.js';
import { serveHosts } from './host-socket.js';
import type { ViewerSessionDeps } from './viewer-session.js';
import type { ViewerNamespace } from './viewer-socket.js';
import { serveViewers } from './viewer-socket.js';

/** A browser's whole capabilities and a token of the longest take 25 kB; a join of the client script 6. */
const MAX_MESSAGE_BYTES = 32 * 1024;

/** The signaling layer, on the HTTP server's port. Players on other origins are served: they send no cookies. */
export class SocketServer {
  readonly #server: Server;
  readonly #stopNews: () => void;

  constructor(http: HttpServer, deps: ViewerSessionDeps & HostSocketDeps, logger: Logger) {
    const log = new MeteredLog(logger, deps.clock);
    const connections = new Connections(deps.clock, deps.feeds.capacity, log);
    this.#server = new Server(http, {
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
    this.#stopNews = serveHosts(this.#server.of(HOST_NAMESPACE) as HostNamespace, deps, logger);
  }

  /** Disconnects everybody, and with them closes the HTTP server. */
  async close(): Promise<void> {
    this.#stopNews();
    await this.#server.close();
  }
}
