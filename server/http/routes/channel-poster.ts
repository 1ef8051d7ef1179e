import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { type ChannelPoster, channelPosterSchema } from '../../../shared/api/channel-poster.js';
import { CodedError } from '../../../shared/errors.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import { position } from '../../../shared/timeline/position.js';
import type { Millis } from '../../../shared/units.js';
import { tileAt } from '../../channel/storyboard-tile.js';
import { json, publicPicture } from '../answer.js';
import { API_ROOT } from '../api-root.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

type PosterDeps = Pick<HttpDeps, 'directory' | 'library' | 'clock'>;

/** How far a viewer's clock may be ahead of ours. */
const AHEAD_MS = 5000;
const POSTER_MAX_AGE_SECONDS = 10;
/** What was on air at an instant stays so, and a storyboard belongs to its media for good. */
const STORYBOARD_MAX_AGE_SECONDS = 3600;

const params = z.object({ slug: z.string().max(64) });
const query = z.object({
  at: z.coerce.number().int().min(0).optional().describe('UTC milliseconds, not in the future; now when left out.'),
});
const errors = ['channel-unknown', 'token-required', 'not-found'] as const;

/** Pictures of what is on air, for who has not joined (yet); the future stays unseen. */
export function channelPosterRoutes(deps: PosterDeps): Route[] {
  const { library } = deps;
  return [
    defineRoute({
      ...{
        method: 'get',
        path: '/channels/:slug/poster',
        role: 'public',
        summary: 'Which picture is of what is on air',
      },
      ...{ params, query, errors },
      answer: json(channelPosterSchema),
      async handle({ params: { slug }, query: { at }, response }) {
        response.setHeader('Cache-Control', 'no-store');
        return posterOf(slug, await onAir(deps, slug, at), library);
      },
    }),
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/poster.jpg', role: 'public', summary: 'A picture of what is on air' },
      ...{ params, query, errors },
      answer: publicPicture(POSTER_MAX_AGE_SECONDS),
      handle: async ({ params: { slug }, query: { at } }) =>
        shown(library.poster((await onAir(deps, slug, at)).mediaId)),
    }),
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/storyboard.jpg', role: 'public' },
      summary: 'Small pictures of all of what is on air, in one',
      ...{ params, query, errors },
      answer: publicPicture(STORYBOARD_MAX_AGE_SECONDS),
      handle: async ({ params: { slug }, query: { at } }) =>
        shown(library.storyboard((await onAir(deps, slug, at)).mediaId)),
    }),
  ];
}

interface OnAir {
  readonly atMs: Millis;
  readonly mediaId: string;
  readonly title: string;
  readonly offsetMs: Millis;
}

/** @throws CodedError channel-unknown; token-required; bad-request for the future. */
async function onAir({ directory, clock }: PosterDeps, slug: string, at: Millis | undefined): Promise<OnAir> {
  const channel = await directory.get(slug);
  if (channel.visibility === 'token') throw new CodedError('token-required');
  const nowMs = clock.now();
  const atMs = Math.floor(at ?? nowMs);
  if (atMs > nowMs + AHEAD_MS) throw new CodedError('bad-request', 'at: what is not on air yet is not shown.');
  const lineup = await directory.lineup(slug, {});
  const { airing, mediaFrame } = position(lineup, atMs);
  const { mediaId, title } = airing.item;
  return { atMs, mediaId, title, offsetMs: frameTimeMs(lineup.grid, mediaFrame) };
}

async function posterOf(slug: string, { atMs, mediaId, title, offsetMs }: OnAir, library: PosterDeps['library']) {
  const vtt = await library.storyboardVtt(mediaId).then(read, () => '');
  const tile = tileAt(vtt, offsetMs);
  const url = `${API_ROOT}/channels/${encodeURIComponent(slug)}/storyboard.jpg?at=${atMs}`;
  return { at: atMs, title, picture: tile && { url, ...tile } } satisfies ChannelPoster;
}

/** The slate is no media of the library: what has no picture is simply not there. */
async function shown(picture: Promise<Readable | Buffer>): Promise<Readable | Buffer> {
  return picture.catch((error: unknown) => {
    throw CodedError.from(error).code === 'internal'
      ? error
      : new CodedError('not-found', 'There is no picture of it.');
  });
}

async function read(file: Readable | Buffer): Promise<string> {
  return (file instanceof Uint8Array ? file : await buffer(file)).toString('utf8');
}
