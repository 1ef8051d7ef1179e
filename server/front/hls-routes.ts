import { type Request, Router } from 'express';
import type { StoredFragments } from '../../media/cache/stored-fragments.js';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import { mediaPlaylist } from '../../shared/hls/media-playlist.js';
import { multivariantPlaylist } from '../../shared/hls/multivariant-playlist.js';
import { gridFor } from '../../shared/timeline/grid.js';
import type { Millis } from '../../shared/units.js';
import { sendBytes } from '../http/cacheable-bytes.js';
import type { HlsOnAir } from '../link/messages.js';
import { forForeignPages } from './embed-script.js';
import { forPlayers } from './for-players.js';
import type { HeldPieces } from './held-pieces.js';
import { HlsPackager, isGap } from './hls-packager.js';
import { HlsWindows, type HlsWindowsDeps } from './hls-windows.js';
import type { Refusals } from './refusals.js';

export interface HlsRoutesDeps {
  readonly air: { readonly hlsOnAir: HlsWindowsDeps['ask'] };
  readonly fragments: Pick<StoredFragments, 'index' | 'head' | 'fragment' | 'aacIndex' | 'aacFragment'>;
  readonly held: HeldPieces;
  readonly refusals: Refusals;
  /** Of the house. */
  readonly fps: number;
  readonly clock: Pick<Clock, 'now'>;
}

const PLAYLIST = 'application/vnd.apple.mpegurl';
/** Of what changes with the house alone: the layers and their init segments. */
const HOUSE_CACHING = 'public, max-age=60';
/** A segment is served for about two minutes. Its bytes may change once: see `versionOf`. */
const SEGMENT_CACHING = 'public, max-age=120';
const RENDITION = /^(?:a|aac|v(?:0|[1-9]\d?))$/;
const SEGMENT = /^([1-9]\d{0,11})\.m4s$/;
/** Part of every entity tag: to be raised when the same address is answered with other bytes. */
const PACKAGING = 1;
const NOTHING_THERE = 'This channel has no such rendition or segment.';

/**
 * Public channels for any player of HLS (RFC 8216): `/hls/CHANNEL/index.m3u8`, a playlist for each layer and the sound
 * (`v0.m3u8`, …; `aac.m3u8` and, in Opus, `a.m3u8`), `RENDITION/init.mp4`, and segments as `LINEUP/RENDITION/NUMBER.m4s`.
 * All of it may be cached: a playlist until its next segment has ended, a segment as long as it is served.
 */
export function hlsRoutes({ air, fragments, held, refusals, fps, clock }: HlsRoutesDeps): Router {
  const windows = new HlsWindows({ ask: (slug) => air.hlsOnAir(slug), clock });
  const packager = new HlsPackager(fragments, fps);
  /** A question about an unknown channel goes to air, and counts as a refusal unless there is such a channel. */
  const newest = (request: Request): Promise<HlsOnAir> => {
    const slug = slugOf(request);
    return windows.knows(slug) ? windows.newest(slug) : refusals.counting(request, () => windows.newest(slug));
  };
  const router = Router();
  router.use('/hls', forForeignPages, forPlayers);

  router.get('/hls/:channel/index.m3u8', async (request, response) => {
    const { initObjectId } = await newest(request);
    const [layers, sounds] = await Promise.all([packager.layers(initObjectId), packager.sounds(initObjectId)]);
    response.setHeader('Cache-Control', HOUSE_CACHING);
    response.type(PLAYLIST).send(multivariantPlaylist({ layers, sounds }));
  });

  router.get('/hls/:channel/:rendition.m3u8', async (request, response) => {
    const rendition = renditionOf(request);
    const onAir = await newest(request);
    if (onAir.segments.length === 0) throw new CodedError('not-ready', undefined, { retryAfterSeconds: 1 });
    if (!(await packager.has(onAir.initObjectId, rendition))) throw new CodedError('not-found', NOTHING_THERE);
    response.setHeader('Cache-Control', `public, max-age=${secondsUntil(onAir.nextAtMs, clock.now())}`);
    response.type(PLAYLIST).send(playlistOf(onAir, rendition, fps));
  });

  router.get('/hls/:channel/:rendition/init.mp4', async (request, response) => {
    const rendition = renditionOf(request);
    const { initObjectId } = await newest(request);
    await sendBytes(request, response, {
      mediaType: mediaTypeOf(rendition),
      tag: `"${PACKAGING}-${initObjectId}-${rendition}"`,
      caching: HOUSE_CACHING,
      parts: async () => [await packager.init(initObjectId, rendition)],
    });
  });

  router.get('/hls/:channel/:lineup/:rendition/:file', async (request, response) => {
    const rendition = renditionOf(request);
    const lineup = String(request.params['lineup']);
    const number = Number(SEGMENT.exec(String(request.params['file']))?.[1]);
    if (Number.isNaN(number)) throw new CodedError('not-found', NOTHING_THERE);
    if (!windows.knows(slugOf(request))) await newest(request);
    const segment = await windows.segment(slugOf(request), lineup, number);
    await sendBytes(request, response, {
      mediaType: mediaTypeOf(rendition),
      tag: `"${PACKAGING}-${await packager.versionOf(segment, rendition)}"`,
      caching: SEGMENT_CACHING,
      async parts() {
        const read = await packager.read(segment, rendition);
        for (const piece of read.stored) held.holdFor(response, piece);
        return read.package();
      },
    });
  });

  router.use('/hls', ...refusals.handlers(NOTHING_THERE));
  return router;
}

function playlistOf({ lineup, segments }: HlsOnAir, rendition: string, fps: number): string {
  return mediaPlaylist({
    ...{ grid: gridFor(fps), segments, mapUri: `${rendition}/init.mp4` },
    uriOf: ({ number }) => `${lineup}/${rendition}/${number}.m4s`,
    isGap: (segment) => isGap(segment, rendition),
  });
}

function slugOf(request: Request): string {
  return String(request.params['channel']);
}

/** @throws CodedError not-found */
function renditionOf(request: Request): string {
  const rendition = String(request.params['rendition']);
  if (!RENDITION.test(rendition)) throw new CodedError('not-found', NOTHING_THERE);
  return rendition;
}

function mediaTypeOf(rendition: string): string {
  return rendition.startsWith('a') ? 'audio/mp4' : 'video/mp4';
}

function secondsUntil(atMs: Millis, nowMs: Millis): number {
  return Math.min(2, Math.max(0, Math.floor((atMs - nowMs) / 1000)));
}
