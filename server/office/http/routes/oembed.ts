import { Router } from 'express';
import { z } from 'zod';
import { wholeNumberQuery } from '../../../../shared/api/whole-number.js';
import { CodedError } from '../../../../shared/errors.js';
import { API_ROOT } from '../../../http/api-root.js';
import { escapeHtml } from '../../../http/escape-html.js';
import { publicUrlOf } from '../../../http/public-url.js';
import type { ChannelRecord } from '../../store/channel-store.js';
import type { HttpDeps } from '../http-server.js';

const LARGEST_PX = 7680;
const SMALLEST_PX = 16;
const CACHE_AGE_SECONDS = 3600;

const pixels = wholeNumberQuery(SMALLEST_PX, 100_000).optional();
const querySchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  format: z.string().default('json'),
  maxwidth: pixels,
  maxheight: pixels,
});

interface Size {
  readonly width: number;
  readonly height: number;
}

/** `GET /oembed?url=&format=&maxwidth=&maxheight=` (oEmbed 1.0): what another site puts in place of a watch page's link. */
export function oEmbedRoutes({ directory, settings }: Pick<HttpDeps, 'directory' | 'settings'>): Router {
  const router = Router();
  router.get('/oembed', async (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    const query = parse(request.query);
    const publicUrl = publicUrlOf(request, settings);
    const slug = slugOf(query.url, publicUrl);
    const channel = await directory.get(slug);
    if (channel.visibility === 'token') throw new CodedError('token-required');
    const size = sizeWithin(settings.HOUSE_SIZE, query);
    response.setHeader('Cache-Control', `public, max-age=${CACHE_AGE_SECONDS}`);
    response.json(answer(channel, publicUrl, size));
  });
  return router;
}

/** @throws CodedError bad-request; not-implemented for XML, as section 2.3.4 has it. */
function parse(query: unknown): z.output<typeof querySchema> {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CodedError('bad-request', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  if (parsed.data.format !== 'json') throw new CodedError('not-implemented', 'format: only json is answered.');
  return parsed.data;
}

/** @throws CodedError not-found for what is no page of a channel here. */
function slugOf(address: string, publicUrl: string): string {
  const { origin, pathname } = new URL(address);
  const match = /^\/(?:watch|embed)\/([^/]+)\/?$/.exec(pathname);
  if (origin !== publicUrl || match === null) {
    throw new CodedError('not-found', `url: there is a player for ${publicUrl}/watch/CHANNEL alone.`);
  }
  return decode(match[1]!);
}

/** What is no text percent-encoded is no channel's name either. */
function decode(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    throw new CodedError('not-found', 'url: there is no such channel.');
  }
}

function answer(channel: ChannelRecord, publicUrl: string, { width, height }: Size) {
  const slug = encodeURIComponent(channel.slug);
  const title = escapeHtml(channel.name);
  const html =
    `<iframe src="${escapeHtml(`${publicUrl}/embed/${slug}`)}" width="${width}" height="${height}" title="${title}" ` +
    'style="border:0" loading="lazy" sandbox="allow-scripts allow-same-origin" ' +
    'allow="autoplay; fullscreen; picture-in-picture"></iframe>';
  return {
    ...{ version: '1.0', type: 'video', title: channel.name, html, width, height },
    ...{ provider_name: 'StreamSync', provider_url: publicUrl, cache_age: CACHE_AGE_SECONDS },
    ...{ thumbnail_url: `${publicUrl}${API_ROOT}/channels/${slug}/poster.jpg` },
    ...{ thumbnail_width: width, thumbnail_height: height },
  };
}

/** The house's picture, as large as is asked for at most, its shape kept. */
function sizeWithin(
  { width, height }: Size,
  { maxwidth = LARGEST_PX, maxheight = LARGEST_PX }: { maxwidth?: number | undefined; maxheight?: number | undefined },
): Size {
  const scale = Math.min(1, maxwidth / width, maxheight / height);
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}
