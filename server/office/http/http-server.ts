import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Registry } from 'prom-client';
import type { Clock } from '../../../media/playout/clock.js';
import type { WorkerPool } from '../../air/sfu/worker-pool.js';
import type { ReportBook } from '../../air/viewers/report-book.js';
import type { ViewerRoster } from '../../air/viewers/viewer-roster.js';
import type { Settings } from '../../config/settings.js';
import { pages } from '../../front/pages.js';
import type { Readiness } from '../../health/readiness.js';
import { notFound, problemHandler } from '../../http/problem.js';
import { securityHeaders } from '../../http/security-headers.js';
import type { Logger } from '../../log/logger.js';
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

/** Longer than the library takes to read an uploaded file once more before it answers. */
const IDLE_WITHIN_MS = 600_000;

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
  readonly readiness: Pick<Readiness, 'report'>;
}

/** The HTTP server, not yet listening: signaling attaches to it first. */
export function createHttpServer(deps: HttpDeps, publicDir: string, logger: Logger): Server {
  const app = express();
  app.disable('x-powered-by');
  // A proxy on the same machine, or beside it in a private network as of containers, is believed about who asks, and
  // whether over HTTPS: else all who come through it were one address to every limit.
  app.set('trust proxy', 'loopback, uniquelocal');
  app.use(securityHeaders);
  app.use(healthRoutes(deps), metricsRoutes(deps));
  app.use(serveRoutes(API_ROOT, apiRoutes(deps), deps.access, deps.clock), apiDocs());
  app.use(oEmbedRoutes(deps), pages(publicDir, deps.settings));
  app.use(notFound);
  app.use(problemHandler(logger));
  // A large file on a slow line takes hours; what ends a request is that nothing comes any more.
  const server = createServer({ requestTimeout: 0 }, app);
  server.timeout = IDLE_WITHIN_MS;
  return server;
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
