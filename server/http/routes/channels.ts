import { Router } from 'express';
import { z } from 'zod';
import type { ChannelSummary, NowAnswer, NowItem } from '../../../shared/api/channels.js';
import { CodedError } from '../../../shared/errors.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Position } from '../../../shared/timeline/position.js';
import { position, positionAtFrame } from '../../../shared/timeline/position.js';
import type { HttpDeps } from '../http-server.js';

const LAST_INSTANT_MS = 8.64e15;
const instant = z.union([
  z.coerce.number().int().min(0).max(LAST_INSTANT_MS),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

/** `GET /channels`, `GET /channels/:slug/now`. */
export function channelRoutes({ directory, clock }: HttpDeps): Router {
  const router = Router();
  router.get('/channels', async (_request, response) => {
    const channels = (await directory.list())
      .filter((channel) => channel.visibility === 'public')
      .map(
        ({ slug, name, visibility, targetLatencyMs }): ChannelSummary => ({ slug, name, visibility, targetLatencyMs }),
      );
    response.json({ channels });
  });
  router.get('/channels/:slug/now', async (request, response) => {
    const { channel, lineup } = await directory.get(request.params.slug);
    if (channel.visibility === 'token') throw new CodedError('token-required');
    const asked = instant.optional().safeParse(request.query['at']);
    if (!asked.success) throw new CodedError('bad-request', 'at: give UTC milliseconds or an ISO 8601 instant.');
    response.setHeader('Cache-Control', 'no-store');
    response.json(nowAnswer(lineup, asked.data ?? clock.now()));
  });
  return router;
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
  const { kind, mediaId, title, sequenceId, startFrame, endFrame } = airing;
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
