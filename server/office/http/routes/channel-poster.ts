import type { Request } from 'express';
import { z } from 'zod';
import { type ChannelPoster, channelPosterSchema } from '../../../../shared/api/channel-poster.js';
import { tokenQuerySchema } from '../../../../shared/api/guide.js';
import { instantQuerySchema } from '../../../../shared/api/instant.js';
import { CodedError, type ErrorCode } from '../../../../shared/errors.js';
import { parseStoryboard, tileAt } from '../../../../shared/storyboard.js';
import { frameTimeMs } from '../../../../shared/timeline/grid.js';
import { position } from '../../../../shared/timeline/position.js';
import type { Millis } from '../../../../shared/units.js';
import { json, sharedPicture } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { PictureShelf } from '../../guide/picture-shelf.js';
import { channelReader, isEverybodys } from '../channel-reader.js';
import type { HttpDeps } from '../http-server.js';
import { QuestionBudget } from '../question-budget.js';
import { readersAudience } from '../readers-audience.js';

type PosterDeps = Pick<HttpDeps, 'directory' | 'history' | 'library' | 'clock' | 'access' | 'viewerTokens'>;

/** How far a viewer's clock may be ahead of ours. */
const AHEAD_MS = 5000;
const MOST_INSTANTS_A_MINUTE = 600;
const POSTER_MAX_AGE_SECONDS = 10;
/** What was on air at an instant stays so, and a storyboard belongs to its media for good. */
const STORYBOARD_MAX_AGE_SECONDS = 3600;

const params = z.object({ slug: z.string().max(64) });
const query = z.object({
  at: instantQuerySchema.optional().describe('UTC milliseconds or ISO 8601, not in the future; now when left out.'),
  token: tokenQuerySchema,
});
const errors = ['channel-unknown', 'not-found', 'rate-limited', 'store-unavailable'] as const;

/** Pictures of what is on air, for who has not joined (yet) but may; the future stays unseen. */
export function channelPosterRoutes(deps: PosterDeps): Route[] {
  const shelf = new PictureShelf(deps.library, deps.clock);
  const onAir = onAirFor(deps);
  const picture = async ({ params: { slug }, query: asked, request }: PosterCall, kind: 'poster' | 'storyboard') => {
    const { mediaId, isEverybodys } = await onAir(request, slug, asked);
    return { picture: await shown(shelf.get(kind, mediaId)), isEverybodys };
  };
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/poster', role: 'viewer' },
      summary: 'Which picture is of what is on air',
      ...{ params, query, errors },
      answer: json(channelPosterSchema),
      async handle({ params: { slug }, query: asked, request, response }) {
        response.setHeader('Cache-Control', 'no-store');
        return posterOf(slug, await onAir(request, slug, asked), shelf);
      },
    }),
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/poster.jpg', role: 'viewer', summary: 'A picture of what is on air' },
      ...{ params, query, errors },
      answer: sharedPicture(POSTER_MAX_AGE_SECONDS),
      handle: (call) => picture(call, 'poster'),
    }),
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/storyboard.jpg', role: 'viewer' },
      summary: 'Small pictures of all of what is on air, in one',
      ...{ params, query, errors },
      answer: sharedPicture(STORYBOARD_MAX_AGE_SECONDS),
      handle: (call) => picture(call, 'storyboard'),
    }),
  ];
}

interface PosterCall {
  readonly params: z.output<typeof params>;
  readonly query: z.output<typeof query>;
  readonly request: Request;
}

interface OnAir {
  readonly atMs: Millis;
  readonly mediaId: string;
  readonly title: string;
  readonly offsetMs: Millis;
  readonly isEverybodys: boolean;
}

/**
 * `onAir` throws CodedError channel-unknown; what a reader is refused with; bad-request for the future;
 * rate-limited.
 */
function onAirFor(deps: PosterDeps) {
  const { directory, history, clock } = deps;
  const read = channelReader(deps);
  const budget = new QuestionBudget(MOST_INSTANTS_A_MINUTE, clock);
  return async function onAir(request: Request, slug: string, { at, token }: PosterCall['query']): Promise<OnAir> {
    const channel = await directory.get(slug);
    const reader = await read(request, channel, token);
    const nowMs = clock.now();
    const atMs = Math.floor(at ?? nowMs);
    if (atMs > nowMs + AHEAD_MS) throw new CodedError('bad-request', 'at: what is not on air yet is not shown.');
    const audience = readersAudience(reader, undefined);
    const spend = at === undefined ? undefined : budget.ask(request);
    const lineup = await history.lineupAt(slug, audience, atMs, spend);
    const { airing, mediaFrame } = position(lineup, atMs);
    const { mediaId, title } = airing.item;
    return {
      ...{ atMs, mediaId, title, offsetMs: frameTimeMs(lineup.grid, mediaFrame) },
      isEverybodys: isEverybodys(reader, channel),
    };
  };
}

async function posterOf(slug: string, { atMs, mediaId, title, offsetMs }: OnAir, shelf: PictureShelf) {
  const vtt = await shelf.get('storyboardVtt', mediaId).then(String, () => '');
  const tile = tileAt(parseStoryboard(vtt), offsetMs);
  const url = `${API_ROOT}/channels/${encodeURIComponent(slug)}/storyboard.jpg?at=${atMs}`;
  return { at: atMs, title, picture: tile === undefined ? null : { url, ...tile } } satisfies ChannelPoster;
}

const WITHOUT_PICTURE: readonly ErrorCode[] = ['media-unknown', 'wrong-state', 'not-found'];

/** The slate is no media of the library: what has no picture is simply not there. */
async function shown(picture: Promise<Buffer>): Promise<Buffer> {
  return picture.catch((error: unknown) => {
    throw WITHOUT_PICTURE.includes(CodedError.from(error).code)
      ? new CodedError('not-found', 'There is no picture of it.')
      : error;
  });
}
