import { z } from 'zod';
import { alarmListSchema } from '../../../../shared/api/alarms.js';
import { json } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /channels/:slug/alarms`. */
export function channelAlarmRoutes({ alarms }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/alarms', role: 'host', summary: 'What is wrong with a channel' },
      params: z.object({ slug: z.string() }),
      answer: json(alarmListSchema),
      errors: ['channel-unknown'],
      async handle({ params, response }) {
        response.setHeader('Cache-Control', 'no-store');
        return { items: await alarms.of(params.slug) };
      },
    }),
  ];
}
