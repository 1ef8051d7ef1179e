import { z } from 'zod';
import { audienceQuerySchema, tokenQuerySchema } from '../../../../shared/api/guide.js';
import { instantQuerySchema } from '../../../../shared/api/instant.js';
import { nowAnswerSchema } from '../../../../shared/api/now.js';
import { json } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { onAirAt } from '../../guide/on-air.js';
import { channelReader } from '../channel-reader.js';
import type { HttpDeps } from '../http-server.js';
import { QuestionBudget, RANGE_RULE } from '../question-budget.js';
import { AUDIENCE_RULE, readersAudience } from '../readers-audience.js';

const MOST_INSTANTS_A_MINUTE = 600;

/** `GET /channels/:slug/now`. */
export function nowRoutes(deps: HttpDeps): Route[] {
  const { directory, history, clock } = deps;
  const read = channelReader(deps);
  const budget = new QuestionBudget(MOST_INSTANTS_A_MINUTE, clock);
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/now', role: 'viewer', summary: 'What is on air at an instant' },
      description: `${AUDIENCE_RULE} An instant of the past is told of by the version of the schedule then in force. ${RANGE_RULE}`,
      params: z.object({ slug: z.string() }),
      query: z.object({
        at: instantQuerySchema.optional().describe('UTC milliseconds or ISO 8601, past or future; now when left out.'),
        audience: audienceQuerySchema,
        token: tokenQuerySchema,
      }),
      answer: json(nowAnswerSchema),
      errors: ['channel-unknown', 'not-allowed', 'rate-limited'],
      async handle({ params, query, request, response }) {
        const channel = await directory.get(params.slug);
        const reader = await read(request, channel, query.token);
        const audience = readersAudience(reader, query.audience);
        response.setHeader('Cache-Control', 'no-store');
        if (query.at === undefined) {
          const nowMs = clock.now();
          return onAirAt(await history.lineupAt(channel.slug, audience, nowMs), nowMs);
        }
        const spend = budget.ask(request);
        budget.admit(reader, 'at', query.at);
        return onAirAt(await history.lineupAt(channel.slug, audience, query.at, spend), query.at);
      },
    }),
  ];
}
