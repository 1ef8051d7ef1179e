import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { wholeNumberQuery } from '../../../../shared/api/whole-number.js';
import type { Millis } from '../../../../shared/units.js';
import { type PreparedDocument, prepared, prepareText } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { publicUrlOf } from '../../../http/public-url.js';
import { channelList } from '../../guide/channel-list.js';
import type { GuideBook } from '../../guide/guide-book.js';
import type { Spend } from '../../guide/schedule-history.js';
import { type GuideOfChannel, xmltvOfAll } from '../../guide/xmltv.js';
import type { ChannelRecord } from '../../store/channel-store.js';
import type { HttpDeps } from '../http-server.js';
import { QuestionBudget } from '../question-budget.js';
import { linksOf } from './guide.js';

type ListDeps = Pick<HttpDeps, 'directory' | 'settings' | 'clock'>;

const HOUR_MS: Millis = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const USUAL_DAYS = 3;
const FRESH_MS: Millis = 60_000;
const MOST_A_MINUTE = 120;
/** In one document; channels beyond it are left out. */
const MOST_PROGRAMMES = 50_000;
const MOST_KEPT = 8;
/** What it costs to make a guide that is not at hand: see `Spend`. Other host names and spans make other guides. */
const MAKING_POINTS = 100;

const query = z.object({
  days: wholeNumberQuery(1, 14).optional().describe(`How many days of each channel; ${USUAL_DAYS} when left out.`),
});

/**
 * `GET /channels.m3u`, `GET /guide.xml`: all public channels, for programs that show television. The guide is made once a
 * minute for everybody, however many ask.
 */
export function channelListRoutes({ directory, settings, clock }: ListDeps, book: GuideBook): Route[] {
  const budget = new QuestionBudget(MOST_A_MINUTE, clock);
  const guides = new LRUCache<string, { readonly madeAtMs: Millis; readonly document: Promise<PreparedDocument> }>({
    max: MOST_KEPT,
  });
  const publicChannels = async () => (await directory.list()).filter(({ visibility }) => visibility === 'public');

  async function guideOfAll(publicUrl: string, days: number): Promise<PreparedDocument> {
    const channels: GuideOfChannel[] = [];
    let programmesLeft = MOST_PROGRAMMES;
    for (const channel of await publicChannels()) {
      if (programmesLeft <= 0) break;
      const fromMs = clock.now();
      const toMs = Math.ceil((fromMs + days * DAY_MS) / HOUR_MS) * HOUR_MS;
      const request = { channel, audience: {}, fromMs, toMs, detail: 'sequences' as const };
      const { guide } = await book.guide(request, () => undefined);
      programmesLeft -= guide.programmes.length;
      channels.push({ guide, links: linksOf(channel, publicUrl, null) });
    }
    return prepareText(await xmltvOfAll(new URL(publicUrl).hostname, channels));
  }

  function sharedGuide(publicUrl: string, days: number, spend: Spend): Promise<PreparedDocument> {
    const key = `${days} ${publicUrl}`;
    const known = guides.get(key);
    const nowMs = clock.now();
    if (known !== undefined && Math.abs(nowMs - known.madeAtMs) < FRESH_MS) return known.document;
    spend(MAKING_POINTS);
    const document = guideOfAll(publicUrl, days);
    guides.set(key, { madeAtMs: nowMs, document });
    document.catch(() => guides.delete(key));
    return document;
  }

  return [
    defineRoute({
      ...{ method: 'get', path: '/channels.m3u', role: 'public', summary: 'All public channels as an IPTV playlist' },
      description: 'For Jellyfin, Kodi, TiviMate, Plex and the like: each channel with its id in `/guide.xml`.',
      answer: prepared('audio/x-mpegurl', null),
      errors: ['rate-limited'],
      async handle({ request, response }): Promise<PreparedDocument> {
        budget.ask(request);
        const publicUrl = publicUrlOf(request, settings);
        const listed = (await publicChannels()).map((channel) => listedChannel(channel, publicUrl));
        response.setHeader('Cache-Control', `public, max-age=${FRESH_MS / 1000}`);
        return prepareText(channelList(listed, `${publicUrl}${API_ROOT}/guide.xml`));
      },
    }),
    defineRoute({
      ...{
        method: 'get',
        path: '/guide.xml',
        role: 'public',
        summary: 'The guide of all public channels as XMLTV',
        query,
      },
      description: 'Sequences, as in the guide of one channel, and no gaps. It is made anew every minute.',
      answer: prepared('application/xml', null),
      errors: ['rate-limited'],
      async handle({ request, response, query: { days = USUAL_DAYS } }): Promise<PreparedDocument> {
        const spend = budget.ask(request);
        const document = await sharedGuide(publicUrlOf(request, settings), days, spend);
        response.setHeader('Cache-Control', `public, max-age=${FRESH_MS / 1000}`);
        return document;
      },
    }),
  ];
}

function listedChannel(channel: ChannelRecord, publicUrl: string) {
  const { slug, name } = channel;
  const path = encodeURIComponent(slug);
  return {
    ...{ slug, name, streamUrl: `${publicUrl}/hls/${path}/index.m3u8` },
    logoUrl: `${publicUrl}${API_ROOT}/channels/${path}/poster.jpg`,
  };
}
