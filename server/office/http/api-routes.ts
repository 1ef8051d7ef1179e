import { z } from 'zod';
import { type PreparedDocument, prepared, prepareJson } from '../../http/answer.js';
import { API_ROOT } from '../../http/api-root.js';
import type { Route } from '../../http/define-route.js';
import { defineRoute } from '../../http/define-route.js';
import { playerConfigRoutes } from '../../http/player-config.js';
import { GuideBook } from '../guide/guide-book.js';
import type { HttpDeps } from './http-server.js';
import { openApiDocument } from './openapi.js';
import { apiKeyRoutes } from './routes/api-keys.js';
import { authRoutes } from './routes/auth.js';
import { channelAlarmRoutes } from './routes/channel-alarms.js';
import { channelListRoutes } from './routes/channel-lists.js';
import { channelPosterRoutes } from './routes/channel-poster.js';
import { channelStatsRoutes } from './routes/channel-stats.js';
import { channelRoutes } from './routes/channels.js';
import { guideRoutes } from './routes/guide.js';
import { mediaRoutes } from './routes/media.js';
import { nowRoutes } from './routes/now.js';
import { scheduleRoutes } from './routes/schedule.js';
import { sequenceRoutes } from './routes/sequences.js';
import { tokenRoutes } from './routes/tokens.js';
import { uploadRoutes } from './routes/uploads.js';
import { userRoutes } from './routes/users.js';
import { viewerRoutes } from './routes/viewers.js';

/** Every route of the API, its own description among them. */
export function apiRoutes(deps: HttpDeps): Route[] {
  const book = new GuideBook(deps.history);
  const routes = [
    ...playerConfigRoutes(deps),
    ...channelRoutes(deps),
    ...channelStatsRoutes(deps),
    ...channelAlarmRoutes(deps),
    ...nowRoutes(deps),
    ...guideRoutes(deps, book),
    ...channelListRoutes(deps, book),
    ...scheduleRoutes(deps),
    ...sequenceRoutes(deps),
    ...channelPosterRoutes(deps),
    ...viewerRoutes(deps),
    ...tokenRoutes(deps),
    ...authRoutes(deps),
    ...userRoutes(deps),
    ...apiKeyRoutes(deps),
    ...mediaRoutes(deps),
    ...uploadRoutes(deps),
  ];
  let document: PreparedDocument | undefined;
  const description = defineRoute({
    ...{ method: 'get', path: '/openapi.json', role: 'public', summary: 'This document: OpenAPI 3.1' },
    answer: prepared('application/json', z.record(z.string(), z.unknown())),
    handle() {
      document ??= prepareJson(openApiDocument(API_ROOT, [...routes, description]));
      return document;
    },
  });
  return [...routes, description];
}
