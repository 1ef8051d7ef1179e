import { z } from 'zod';
import { channelStatsSchema } from '../../../../shared/api/channel-stats.js';
import { audienceFigures } from '../../../air/viewers/audience-figures.js';
import { json } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /channels/:slug/stats`. */
export function channelStatsRoutes({ directory, reports, clock }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/stats', role: 'host', summary: 'How far apart the viewers are' },
      params: z.object({ slug: z.string() }),
      answer: json(channelStatsSchema),
      errors: ['channel-unknown'],
      async handle({ params, response }) {
        const channel = await directory.get(params.slug);
        response.setHeader('Cache-Control', 'no-store');
        const at = clock.now();
        const figures = audienceFigures(reports.fresh(params.slug, at));
        return { at, targetLatencyMs: channel.targetLatencyMs, ...figures };
      },
    }),
  ];
}
