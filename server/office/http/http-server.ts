import type { Server } from 'node:http';
import { createServer } from 'node:http';
import express from 'express';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import type { Settings } from '../../config/settings.js';
import { API_ROOT } from '../../http/api-root.js';
import { notFound, problemHandler } from '../../http/problem.js';
import { securityHeaders } from '../../http/security-headers.js';
import { serveRoutes } from '../../http/serve-routes.js';
import type { Logger } from '../../log/logger.js';
import type { AirLine } from '../air-line.js';
import type { ChannelAlarms } from '../alarms/channel-alarms.js';
import type { Guard } from '../auth/open-access.js';
import type { ScheduleHistory } from '../guide/schedule-history.js';
import type { Readiness } from '../health/readiness.js';
import type { ChannelDirectory } from '../planning/channel-directory.js';
import type { ScheduleEditor } from '../schedule/schedule-editor.js';
import type { ScheduleReader } from '../schedule/schedule-reader.js';
import { apiDocs } from './api-docs.js';
import { apiRoutes } from './api-routes.js';
import type { MediaLibraryPort } from './media-library-port.js';
import { processMetrics } from './process-metrics.js';
import { oEmbedRoutes } from './routes/oembed.js';
import { readinessRoutes } from './routes/readiness.js';
import type { UploadIntake } from './upload-intake.js';

/** What requests under way have to end when the server is stopped. */
const REQUEST_GRACE_MS: Millis = 250;

export interface HttpDeps extends Guard {
  readonly directory: ChannelDirectory;
  readonly history: ScheduleHistory;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly editor: ScheduleEditor;
  readonly schedules: ScheduleReader;
  readonly library: MediaLibraryPort;
  readonly uploads: UploadIntake;
  readonly alarms: Pick<ChannelAlarms, 'of'>;
  readonly air: Pick<AirLine, 'viewers' | 'stats' | 'routerRtpCapabilities'>;
  readonly readiness: Pick<Readiness, 'report'>;
}

/** The API, behind a process that accepts connections and says who asks. */
export function createHttpServer(deps: HttpDeps, logger: Logger): Server {
  const app = express();
  app.disable('x-powered-by');
  // That process alone reaches this one, and it says who asks, and whether over HTTPS.
  app.set('trust proxy', () => true);
  app.use(securityHeaders);
  app.use(readinessRoutes(deps), processMetrics());
  app.use(serveRoutes(API_ROOT, apiRoutes(deps), deps.access, deps.clock), apiDocs());
  app.use(oEmbedRoutes(deps));
  app.use(notFound);
  app.use(problemHandler(logger));
  // How long a request may take is for that process to say.
  return createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }, app);
}

/** Lets requests under way end, those that take longer excepted: an upload may take hours. */
export async function closeInTime(server: Server, clock: Clock): Promise<void> {
  const cancelTimer = clock.setTimer(REQUEST_GRACE_MS, () => server.closeAllConnections());
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  cancelTimer();
}
