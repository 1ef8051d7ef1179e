import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Registry } from 'prom-client';
import type { Clock } from '../../../media/playout/clock.js';
import type { WorkerPool } from '../../air/sfu/worker-pool.js';
import type { ReportBook } from '../../air/viewers/report-book.js';
import type { ViewerRoster } from '../../air/viewers/viewer-roster.js';
import type { Settings } from '../../config/settings.js';
import { pages } from '../../front/pages.js';
import { notFound, problemHandler } from '../../http/problem.js';
import { securityHeaders } from '../../http/security-headers.js';
import type { Logger } from '../../log/logger.js';
import { createBoundedHttpServer } from '../../net/bounded-http-server.js';
import type { ChannelAlarms } from '../alarms/channel-alarms.js';
import type { Guard } from '../auth/open-access.js';
import type { ScheduleHistory } from '../guide/schedule-history.js';
import type { ChannelDirectory } from '../planning/channel-directory.js';
import type { ScheduleEditor } from '../schedule/schedule-editor.js';
import type { ScheduleReader } from '../schedule/schedule-reader.js';
import { apiDocs } from './api-docs.js';
import { API_ROOT } from './api-root.js';
import { apiRoutes } from './api-routes.js';
import type { MediaLibraryPort } from './media-library-port.js';
import { healthRoutes } from './routes/health.js';
import { metricsRoutes } from './routes/metrics.js';
import { oEmbedRoutes } from './routes/oembed.js';
import { serveRoutes } from './serve-routes.js';
import type { UploadIntake } from './upload-intake.js';
import { validHost } from './valid-host.js';

export interface HttpDeps extends Guard {
  readonly directory: ChannelDirectory;
  readonly history: ScheduleHistory;
  readonly roster: ViewerRoster;
  readonly pool: WorkerPool;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly editor: ScheduleEditor;
  readonly schedules: ScheduleReader;
  readonly library: MediaLibraryPort;
  readonly uploads: UploadIntake;
  readonly metrics: Registry;
  readonly reports: ReportBook;
  readonly alarms: Pick<ChannelAlarms, 'of'>;
}

/** The HTTP server, not yet listening: signaling attaches to it first. */
export function createHttpServer(deps: HttpDeps, publicDir: string, logger: Logger): Server {
  const app = express();
  app.disable('x-powered-by');
  // Else all who come through a proxy were one address to every limit.
  app.set('trust proxy', (address: string) => deps.settings.TRUSTED_PROXIES.has(address));
  app.use(securityHeaders, validHost);
  app.use(healthRoutes(deps), metricsRoutes(deps));
  app.use(serveRoutes(API_ROOT, apiRoutes(deps), deps.access, deps.clock), apiDocs());
  app.use(oEmbedRoutes(deps), pages(publicDir, deps.settings));
  app.use(notFound);
  app.use(problemHandler(logger));
  return createBoundedHttpServer(app, { clock: deps.clock, proxies: deps.settings.TRUSTED_PROXIES });
}

/** @throws Error that names the setting when the port is taken or the address is not ours. */
export function listen(server: Server, { HOST, PORT }: Settings): Promise<number> {
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
