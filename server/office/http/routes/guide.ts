import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { audienceQuerySchema, guideSchema, tokenQuerySchema } from '../../../../shared/api/guide.js';
import { instantOrSpanQuerySchema } from '../../../../shared/api/instant.js';
import { wholeNumberQuery } from '../../../../shared/api/whole-number.js';
import { CodedError } from '../../../../shared/errors.js';
import { frameTimeMs } from '../../../../shared/timeline/grid.js';
import type { Millis } from '../../../../shared/units.js';
import { type RenderedDocument, rendered } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { publicUrlOf } from '../../../http/public-url.js';
import type { Guide, GuideLinks } from '../../guide/guide.js';
import type { GuideBook } from '../../guide/guide-book.js';
import { guideJson } from '../../guide/guide-json.js';
import { icalendar } from '../../guide/icalendar.js';
import type { GuideWriter } from '../../guide/write-guide.js';
import { xmltv } from '../../guide/xmltv.js';
import type { ChannelRecord } from '../../store/channel-store.js';
import { channelReader, type Reader } from '../channel-reader.js';
import type { HttpDeps } from '../http-server.js';
import { QuestionBudget, RANGE_RULE } from '../question-budget.js';
import { AUDIENCE_RULE, readersAudience } from '../readers-audience.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS = 31 * DAY_MS;
const FRESH_SECONDS = 60;
const MOST_A_MINUTE = 120;

const params = z.object({ slug: z.string() });
const query = z.object({
  from: instantOrSpanQuerySchema
    .optional()
    .describe('UTC milliseconds, ISO 8601, or an ISO 8601 duration from now, such as `-PT1H`; now when left out.'),
  to: instantOrSpanQuerySchema
    .optional()
    .describe(
      'The same, a duration from `from`; at most 31 days after `from`. The full hour after a day when left out.',
    ),
  days: wholeNumberQuery(1, 14).optional().describe('In place of `to`: up to the full hour after so many days.'),
  items: z
    .enum(['true', 'false'])
    .optional()
    .describe('Whether each item is a programme of its own, or each occurrence of a sequence, under its name.'),
  audience: audienceQuerySchema,
  token: tokenQuerySchema,
});

interface Format {
  readonly extension: string;
  readonly mediaType: string;
  readonly schema: z.ZodType | null;
  readonly summary: string;
  readonly writer: GuideWriter;
  /** Whether it tells of items unless it is asked to do otherwise. */
  readonly hasItems: boolean;
}

const FORMATS: readonly Format[] = [
  {
    ...{ extension: 'json', mediaType: 'application/json', schema: guideSchema, writer: guideJson, hasItems: true },
    summary: 'The programme guide, gaps marked: items, or sequences with `items=false`',
  },
  {
    ...{ extension: 'xml', mediaType: 'application/xml', schema: null, writer: xmltv, hasItems: false },
    summary: 'The programme guide as XMLTV, without gaps: sequences, or items with `items=true`',
  },
  {
    ...{ extension: 'ics', mediaType: 'text/calendar', schema: null, writer: icalendar, hasItems: false },
    summary: 'The programme guide as iCalendar (RFC 5545), without gaps: sequences, or items with `items=true`',
  },
];

const ABOUT_GUIDES =
  'A loop that goes on for more than a day is told of in parts of whole turns. What is too much to be told at once, more than ten thousand programmes, goes on at the address in the `Link` header.';

/**
 * `GET /channels/:slug/guide.json`, `.xml`, `.ics`. A guide that had to be cut says where it goes on: in a Link header
 * (RFC 8288), in JSON as `next`, in XMLTV in a comment, in iCalendar in its description.
 */
export function guideRoutes(deps: HttpDeps, book: GuideBook): Route[] {
  const { directory, settings, clock } = deps;
  const read = channelReader(deps);
  const budget = new QuestionBudget(MOST_A_MINUTE, clock);
  return FORMATS.map(({ extension, mediaType, schema, summary, writer, hasItems }) =>
    defineRoute({
      ...{ method: 'get', path: `/channels/:slug/guide.${extension}`, role: 'viewer', summary, params, query },
      description: `${AUDIENCE_RULE} ${RANGE_RULE} ${ABOUT_GUIDES}`,
      answer: rendered(mediaType, schema),
      errors: ['channel-unknown', 'not-allowed', 'rate-limited'],
      async handle(call): Promise<RenderedDocument> {
        const { request, response } = call;
        const channel = await directory.get(call.params.slug);
        const spend = budget.ask(request);
        const reader = await read(request, channel, call.query.token);
        const audience = readersAudience(reader, call.query.audience);
        const nowMs = clock.now();
        const { fromMs, toMs } = rangeOf(call.query, nowMs);
        budget.admit(reader, 'to', toMs);
        const detail = (call.query.items ?? String(hasItems)) === 'true' ? 'items' : 'sequences';
        const told = await book.guide({ channel, audience, fromMs, toMs, detail }, spend);
        const { nextMs } = told.guide;
        const next = nextMs === null ? null : addressFrom(request, nextMs, toMs);
        const links = linksOf(channel, publicUrlOf(request, settings), next);
        response.setHeader('Cache-Control', cacheControl(reader, told.guide, nowMs));
        response.setHeader('Vary', 'Authorization, Cookie');
        if (next !== null) response.setHeader('Link', `<${next}>; rel="next"`);
        return { tag: digest([told.tag, links]), render: () => told.write(extension, writer, links) };
      },
    }),
  );
}

/** @throws CodedError bad-request */
function rangeOf({ from, to, days }: z.output<typeof query>, nowMs: Millis): { fromMs: Millis; toMs: Millis } {
  if (to !== undefined && days !== undefined) throw new CodedError('bad-request', 'days: give it or to, not both.');
  const fromMs = from === undefined ? nowMs : instantFrom(from, nowMs);
  // On the hour, so that who asks again soon is answered the same.
  const usualMs = Math.ceil((fromMs + (days ?? 1) * DAY_MS) / HOUR_MS) * HOUR_MS;
  const toMs = to === undefined ? usualMs : instantFrom(to, fromMs);
  if (fromMs < 0) throw new CodedError('bad-request', 'from: 1970 is the first year that there is.');
  if (toMs <= fromMs) throw new CodedError('bad-request', 'to: must be after from.');
  if (toMs - fromMs > LONGEST_MS) throw new CodedError('bad-request', 'to: at most 31 days after from.');
  return { fromMs, toMs };
}

function instantFrom(given: z.output<typeof instantOrSpanQuerySchema>, originMs: Millis): Millis {
  return typeof given === 'number' ? given : originMs + given.spanMs;
}

export function linksOf({ slug, visibility }: ChannelRecord, publicUrl: string, next: string | null): GuideLinks {
  const name = encodeURIComponent(slug);
  return {
    watch: `${publicUrl}/watch/${name}`,
    poster: visibility === 'public' ? `${publicUrl}${API_ROOT}/channels/${name}/poster.jpg` : null,
    next: next === null ? null : `${publicUrl}${next}`,
  };
}

/** What everybody is told may lie in shared caches, until the first programme ends; the rest is asked for each time. */
function cacheControl(reader: Reader, { programmes, grid }: Guide, nowMs: Millis): string {
  const isEverybodys = reader.kind === 'viewer' && reader.pass.tokenId === null;
  if (!isEverybodys) return 'private, no-cache';
  const leftSeconds = Math.floor((frameTimeMs(grid, programmes[0]!.endFrame) - nowMs) / 1000);
  return `public, max-age=${leftSeconds > 0 ? Math.min(FRESH_SECONDS, leftSeconds) : FRESH_SECONDS}`;
}

/** The address of the rest, without its root: which may be another one behind a proxy. */
function addressFrom(request: Request, fromMs: Millis, toMs: Millis): string {
  const [path = '', search] = request.originalUrl.split('?');
  const parameters = new URLSearchParams(search);
  parameters.delete('days');
  parameters.set('from', String(fromMs));
  parameters.set('to', String(toMs));
  return `${path}?${parameters}`;
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
