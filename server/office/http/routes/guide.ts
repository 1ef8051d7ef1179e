import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { audienceQuerySchema, type GuideAnswer, guideSchema, tokenQuerySchema } from '../../../../shared/api/guide.js';
import { instantQuerySchema } from '../../../../shared/api/instant.js';
import { CodedError } from '../../../../shared/errors.js';
import type { Millis } from '../../../../shared/units.js';
import { type RenderedDocument, rendered } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { publicUrlOf } from '../../../http/public-url.js';
import { credentialsOf } from '../../../http/request-credentials.js';
import { addressBlock } from '../../../limits/address-block.js';
import { RateLimit } from '../../../limits/rate-limit.js';
import type { Guide } from '../../guide/guide.js';
import { guideAnswer } from '../../guide/guide-answer.js';
import { icalendar } from '../../guide/icalendar.js';
import { makeGuide } from '../../guide/make-guide.js';
import { xmltv } from '../../guide/xmltv.js';
import type { ChannelRecord } from '../../store/channel-store.js';
import { channelReader, type Reader } from '../channel-reader.js';
import type { HttpDeps } from '../http-server.js';
import { AUDIENCE_RULE, readersAudience } from '../readers-audience.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS = 31 * DAY_MS;
const FRESH_SECONDS = 60;
const MOST_A_MINUTE = 120;

const params = z.object({ slug: z.string() });
const query = z.object({
  from: instantQuerySchema.optional().describe('UTC milliseconds or ISO 8601; now when left out.'),
  to: instantQuerySchema.optional().describe('At most 31 days after `from`; the full hour after a day when left out.'),
  audience: audienceQuerySchema,
  token: tokenQuerySchema,
});

interface Format {
  readonly extension: string;
  readonly mediaType: string;
  readonly schema: z.ZodType | null;
  readonly summary: string;
  write(guide: Guide, answer: GuideAnswer): string;
}

const FORMATS: readonly Format[] = [
  {
    ...{ extension: 'json', mediaType: 'application/json', schema: guideSchema },
    summary: 'The programme guide, gaps marked',
    write: (_guide, answer) => JSON.stringify(guideSchema.parse(answer)),
  },
  {
    ...{ extension: 'xml', mediaType: 'application/xml', schema: null },
    summary: 'The programme guide as XMLTV, without gaps',
    write: xmltv,
  },
  {
    ...{ extension: 'ics', mediaType: 'text/calendar', schema: null },
    summary: 'The programme guide as iCalendar (RFC 5545), without gaps',
    write: icalendar,
  },
];

/**
 * `GET /channels/:slug/guide.json`, `.xml`, `.ics`. A guide that had to be cut says where it goes on: in a Link header
 * (RFC 8288), and in JSON as `next`.
 */
export function guideRoutes(deps: HttpDeps): Route[] {
  const { directory, history, settings, clock } = deps;
  const read = channelReader(deps);
  // What one address can make the server write: a long guide takes as long as a hundred small requests.
  const limit = new RateLimit({ limit: MOST_A_MINUTE, windowMs: 60_000, clock });
  return FORMATS.map(({ extension, mediaType, schema, summary, write }) =>
    defineRoute({
      ...{ method: 'get', path: `/channels/:slug/guide.${extension}`, role: 'viewer', summary, params, query },
      description: `${AUDIENCE_RULE} What is too much to be told at once goes on at the address in the \`Link\` header.`,
      answer: rendered(mediaType, schema),
      errors: ['channel-unknown', 'not-allowed', 'rate-limited'],
      async handle(call): Promise<RenderedDocument> {
        const { request, response } = call;
        const channel = await directory.get(call.params.slug);
        limit.take(addressBlock(credentialsOf(request).address));
        const reader = await read(request, channel, call.query.token);
        const audience = readersAudience(reader, call.query.audience);
        const nowMs = clock.now();
        const { fromMs, toMs } = rangeOf(call.query, nowMs);
        const links = linksOf(channel, publicUrlOf(request, settings));
        const { guide, nextMs } = await makeGuide(history, { channel, audience, fromMs, toMs, links });
        const answer = guideAnswer(guide, nextMs);
        response.setHeader('Cache-Control', cacheControl(reader, answer, nowMs));
        response.setHeader('Vary', 'Authorization, Cookie');
        if (nextMs !== null) response.setHeader('Link', `<${addressFrom(request, nextMs, toMs)}>; rel="next"`);
        return {
          tag: digest([guide.channel.name, guide.revisedAtMs, links, answer]),
          render: () => write(guide, answer),
        };
      },
    }),
  );
}

/** @throws CodedError bad-request */
function rangeOf({ from, to }: z.output<typeof query>, nowMs: Millis): { fromMs: Millis; toMs: Millis } {
  const fromMs = from ?? nowMs;
  // On the hour, so that who asks again soon is answered the same.
  const toMs = to ?? Math.ceil((fromMs + DAY_MS) / HOUR_MS) * HOUR_MS;
  if (toMs <= fromMs) throw new CodedError('bad-request', 'to: must be after from.');
  if (toMs - fromMs > LONGEST_MS) throw new CodedError('bad-request', 'to: at most 31 days after from.');
  return { fromMs, toMs };
}

function linksOf({ slug, visibility }: ChannelRecord, publicUrl: string): Guide['links'] {
  const name = encodeURIComponent(slug);
  return {
    watch: `${publicUrl}/watch/${name}`,
    poster: visibility === 'public' ? `${publicUrl}${API_ROOT}/channels/${name}/poster.jpg` : null,
  };
}

/** What everybody is told may lie in shared caches, until the first programme ends; the rest is asked for each time. */
function cacheControl(reader: Reader, { programmes }: GuideAnswer, nowMs: Millis): string {
  const isEverybodys = reader.kind === 'viewer' && reader.pass.tokenId === null;
  if (!isEverybodys) return 'private, no-cache';
  const leftSeconds = Math.floor(((programmes[0]?.endsAt ?? nowMs) - nowMs) / 1000);
  return `public, max-age=${leftSeconds > 0 ? Math.min(FRESH_SECONDS, leftSeconds) : FRESH_SECONDS}`;
}

/** The address of the rest, without its root: which may be another one behind a proxy. */
function addressFrom(request: Request, fromMs: Millis, toMs: Millis): string {
  const [path = '', search] = request.originalUrl.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('from', String(fromMs));
  parameters.set('to', String(toMs));
  return `${path}?${parameters}`;
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
