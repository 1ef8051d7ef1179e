import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express from 'express';
import type { StoredFragments } from '../../media/cache/stored-fragments.js';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Settings } from '../config/settings.js';
import { API_ROOT } from '../http/api-root.js';
import { playerConfigRoutes } from '../http/player-config.js';
import { notFound, problemHandler } from '../http/problem.js';
import { securityHeaders } from '../http/security-headers.js';
import { type RouteAccess, serveRoutes } from '../http/serve-routes.js';
import { validHost } from '../http/valid-host.js';
import type { UpgradeRequest } from '../link/control.js';
import type { Logger } from '../log/logger.js';
import { createBoundedHttpServer } from '../net/bounded-http-server.js';
import { listenError } from '../net/free-port.js';
import { upgradeOnlyWebSockets } from '../net/only-web-sockets.js';
import type { AirLine } from './air-line.js';
import { cdnRoutes } from './cdn-routes.js';
import { handOverSockets, SIGNALING_PATH } from './hand-over.js';
import { HeldPieces } from './held-pieces.js';
import { hlsRoutes } from './hls-routes.js';
import { metricsRoutes } from './metrics.js';
import { officeIsAway, type Passage } from './office-proxy.js';
import { pages } from './pages.js';
import { readinessRoutes } from './readiness.js';
import { Refusals } from './refusals.js';

export interface FrontServerDeps {
  readonly air: Pick<AirLine, 'routerRtpCapabilities' | 'readiness' | 'metrics' | 'objectsOnAir' | 'hlsOnAir'>;
  /** What is stored, the slate included. */
  readonly fragments: StoredFragments;
  /** To the office's API. */
  readonly toOffice: Passage;
  /** To air, for clients of the signaling layer that have to poll. */
  readonly toAir: Passage;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly publicDir: string;
  /** Takes a connection that asked for a WebSocket. */
  readonly giveToAir: (request: UpgradeRequest, socket: Socket) => void;
}

/** Of stored fragments, by answers that are under way. */
const MOST_HELD_BYTES = 256 * 1024 * 1024;
/** What is answered here is for everybody: nobody is ever asked who they are. */
const NOBODY: RouteAccess = {
  require: () => Promise.reject(new CodedError('sign-in-required')),
  isSameOrigin: () => false,
};

/** The HTTP server that has the port, not yet listening. */
export function createFrontServer(deps: FrontServerDeps, logger: Logger): Server {
  const { air, toOffice, toAir, settings, clock, publicDir } = deps;
  const app = express();
  app.disable('x-powered-by');
  // Else all who come through a proxy were one address to every limit.
  app.set('trust proxy', (address: string) => settings.TRUSTED_PROXIES.has(address));
  app.use(securityHeaders, validHost);
  app.use(readinessRoutes({ air, office: toOffice }));
  app.use(metricsRoutes({ sources: [() => air.metrics(), () => toOffice.json('/metrics.json')], settings, clock }));
  app.use(serveRoutes(API_ROOT, playerConfigRoutes({ air, settings, clock }), NOBODY, clock));
  app.use(['/api', '/oembed'], toOffice.handle(officeIsAway));
  app.use(SIGNALING_PATH, toAir.handle(officeIsAway));
  const bounds = { held: new HeldPieces(MOST_HELD_BYTES), refusals: new Refusals(clock) };
  app.use(cdnRoutes({ air, fragments: deps.fragments, clock, ...bounds }));
  app.use(hlsRoutes({ air, fragments: deps.fragments, fps: settings.HOUSE_FPS, clock, ...bounds }));
  app.use(pages(publicDir, settings));
  app.use(notFound);
  app.use(problemHandler(logger));
  const server = createBoundedHttpServer(app, { clock, proxies: settings.TRUSTED_PROXIES });
  handOverSockets(server, deps.giveToAir);
  upgradeOnlyWebSockets(server, SIGNALING_PATH);
  return server;
}

/** @throws Error that names the setting when the port is taken or the address is not ours. */
export function listen(server: Server, { HOST, PORT }: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, { HOST, PORT })));
    server.listen(PORT, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}
