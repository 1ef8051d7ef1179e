import { z } from 'zod';
import { channelStatsSchema } from '../../../../shared/api/channel-stats.js';
import { json } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /channels/:slug/stats`. */
export function channelStatsRoutes({ air }: Pick<HttpDeps, 'air'>): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/stats', role: 'host', summary: 'How far apart the viewers are' },
      params: z.object({ slug: z.string() }),
      answer: json(channelStatsSchema),
      errors: ['channel-unknown', 'not-ready'],
      handle({ params, response }) {
        response.setHeader('Cache-Control', 'no-store');
        return air.stats(params.slug);
      },
    }),
  ];
}
