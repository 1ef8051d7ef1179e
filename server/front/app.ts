import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { CodedError } from '../../shared/errors.js';
import { FollowerClock } from '../clock/follower-clock.js';
import { systemOffsetMs } from '../clock/monotonic.js';
import { loadSettings } from '../config/load-settings.js';
import type { Settings } from '../config/settings.js';
import { API_ROOT } from '../http/api-root.js';
import { playerConfigRoutes } from '../http/player-config.js';
import { notFound, problemHandler } from '../http/problem.js';
import { securityHeaders } from '../http/security-headers.js';
import { type RouteAccess, serveRoutes } from '../http/serve-routes.js';
import { Lifecycle } from '../lifecycle.js';
import type { StartOrder, UpgradeRequest } from '../link/control.js';
import type { Logger } from '../log/logger.js';
import { AirLine } from './air-line.js';
import { handOverSockets } from './hand-over.js';
import { metricsRoutes } from './metrics.js';
import { officeIsAway, passTo } from './office-proxy.js';
import { pages } from './pages.js';
import { readinessRoutes } from './readiness.js';

const PUBLIC_DIR = fileURLToPath(new URL('../../public', import.meta.url));
/** Longer than the library takes to read an uploaded file once more before it answers. */
const IDLE_WITHIN_MS = 600_000;

/**
 * The front: it has the port. Pages and what a player asks before it joins are answered here, so they depend on neither
 * database nor planning; the API is passed on to the office, and connections that become WebSockets go to air.
 */
export class Front {
  readonly #clock: FollowerClock;
  readonly #lifecycle: Lifecycle;

  private constructor(
    readonly url: string,
    clock: FollowerClock,
    lifecycle: Lifecycle,
  ) {
    this.#clock = clock;
    this.#lifecycle = lifecycle;
  }

  /**
   * Resolves when the port is open.
   * @param giveToAir takes a connection that asked for a WebSocket.
   * @throws Error that names the setting when the port cannot be had; nothing is left running.
   */
  static async create(
    order: StartOrder,
    logger: Logger,
    giveToAir: (request: UpgradeRequest, socket: Socket) => void,
  ): Promise<Front> {
    const { environment, sockets: paths } = order;
    const settings = loadSettings(environment);
    const lifecycle = new Lifecycle();
    const clock = new FollowerClock(order.clockOffsetMs ?? systemOffsetMs());
    const air = lifecycle.own(new AirLine(paths.airForFront, clock, logger), (it) => it.close());
    const toOffice = lifecycle.own(passTo(paths.office, officeIsAway), (it) => it.close());
    const toAir = lifecycle.own(passTo(paths.polling, officeIsAway), (it) => it.close());

    const app = express();
    app.disable('x-powered-by');
    // A proxy on the same machine, or beside it in a private network as of containers, is believed about who asks, and
    // whether over HTTPS: else all who come through it were one address to every limit.
    app.set('trust proxy', 'loopback, uniquelocal');
    app.use(readinessRoutes({ air, officePath: paths.office }), metricsRoutes({ air }));
    app.use(serveRoutes(API_ROOT, playerConfigRoutes({ air, settings, clock }), NOBODY, clock));
    app.use(['/api', '/oembed'], toOffice.handle);
    app.use('/socket.io', toAir.handle);
    app.use(securityHeaders, pages(PUBLIC_DIR, settings));
    app.use(notFound);
    app.use(problemHandler(logger));
    // A large file on a slow line takes hours; what ends a request is that nothing comes any more.
    const server = createServer({ requestTimeout: 0 }, app);
    server.timeout = IDLE_WITHIN_MS;
    handOverSockets(server, giveToAir);
    lifecycle.own(server, (it) => closeAll(it));
    try {
      await air.connected;
      const port = await listen(server, settings);
      return new Front(settings.PUBLIC_URL ?? `http://localhost:${port}`, clock, lifecycle);
    } catch (error) {
      await lifecycle.close();
      throw error;
    }
  }

  followClock(offsetMs: number): void {
    this.#clock.follow(offsetMs);
  }

  async close(): Promise<void> {
    await this.#lifecycle.close();
  }
}

/** What is answered here is for everybody: nobody is ever asked who they are. */
const NOBODY: RouteAccess = {
  require: () => Promise.reject(new CodedError('sign-in-required')),
  isSameOrigin: () => false,
};

/** @throws Error that names the setting when the port is taken or the address is not ours. */
function listen(server: Server, { HOST, PORT }: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy =
        error.code === 'EADDRINUSE'
          ? `PORT=${PORT} is in use: stop the other program or set another PORT`
          : `HOST=${HOST} PORT=${PORT} cannot be listened on: ${error.message}`;
      reject(new Error(remedy));
    });
    server.listen(PORT, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

async function closeAll(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
