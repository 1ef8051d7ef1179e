import { z } from 'zod';
import type { NowAnswer, NowItem } from '../../../shared/api/channels.js';
import { channelListSchema, nowAnswerSchema } from '../../../shared/api/channels.js';
import { CodedError } from '../../../shared/errors.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Position } from '../../../shared/timeline/position.js';
import { position, positionAtFrame } from '../../../shared/timeline/position.js';
import { json } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

const LAST_INSTANT_MS = 8.64e15;
const instant = z.union(
  [
    z.coerce.number().int().min(0).max(LAST_INSTANT_MS),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ],
  'give UTC milliseconds or an ISO 8601 instant',
);

/** `GET /channels`, `GET /channels/:slug/now`. */
export function channelRoutes({ directory, clock }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels', role: 'public', summary: 'List the public channels' },
      answer: json(channelListSchema),
      async handle() {
        return { channels: (await directory.list()).filter((channel) => channel.visibility === 'public') };
      },
    }),
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/now', role: 'public', summary: 'What is on air at an instant' },
      params: z.object({ slug: z.string() }),
      query: z.object({ at: instant.optional().describe('UTC milliseconds or ISO 8601; now when left out.') }),
      answer: json(nowAnswerSchema),
      errors: ['channel-unknown', 'token-required'],
      async handle({ params, query, response }) {
        const channel = await directory.get(params.slug);
        if (channel.visibility === 'token') throw new CodedError('token-required');
        response.setHeader('Cache-Control', 'no-store');
        return nowAnswer(await directory.lineup(channel.slug, {}), query.at ?? clock.now());
      },
    }),
  ];
}

function nowAnswer(lineup: Lineup, at: number): NowAnswer {
  const current = position(lineup, at);
  const next = positionAtFrame(lineup, Math.min(current.airing.endFrame, Number.MAX_SAFE_INTEGER));
  return {
    at,
    version: lineup.version,
    lineup: lineup.key,
    item: nowItem(lineup, current),
    next: nowItem(lineup, next),
  };
}

function nowItem({ grid }: Lineup, { airing, mediaFrame }: Position): NowItem {
  const { item, sequenceId, startFrame, endFrame } = airing;
  const { kind, mediaId, title } = item;
  return {
    kind,
    mediaId,
    title,
    ...(sequenceId === null ? {} : { sequenceId }),
    startsAt: frameTimeMs(grid, startFrame),
    endsAt: frameTimeMs(grid, endFrame),
    offsetMs: frameTimeMs(grid, mediaFrame),
    frame: mediaFrame,
  };
}
