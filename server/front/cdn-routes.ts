import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { Router } from 'express';
import type { StoredFragments } from '../../media/cache/stored-fragments.js';
import { initSegment } from '../../media/cmaf/init-segment.js';
import { mediaSegment } from '../../media/cmaf/media-segment.js';
import { NoSuchSegmentError } from '../../media/cmaf/no-such-segment.js';
import { segmentSamples } from '../../media/cmaf/segment-samples.js';
import { type SegmentTrack, segmentTrack } from '../../media/cmaf/segment-track.js';
import type { Clock } from '../../media/playout/clock.js';
import type { PreparedIndex } from '../../media/prepared-media.js';
import { BlobMissingError } from '../../media/store/blob-store.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import { sendImmutable } from '../http/immutable-bytes.js';
import { addressBlock } from '../limits/address-block.js';
import { RateLimit } from '../limits/rate-limit.js';
import { AiredObjects, type AiredObjectsDeps } from './aired-objects.js';
import { forForeignPages } from './embed-script.js';
import { HeldPieces } from './held-pieces.js';

export interface CdnRoutesDeps {
  readonly air: { readonly objectsOnAir: AiredObjectsDeps['ask'] };
  readonly fragments: Pick<StoredFragments, 'index' | 'head' | 'fragment'>;
  readonly clock: Pick<Clock, 'now'>;
}

const ROOT = '/cdn/media/:objectId/:track';
const SEGMENT = /^(0|[1-9]\d{0,8})(?:-([1-9]\d{0,8}))?\.m4s$/;
/** Part of every entity tag: to be raised when the same address is answered with other bytes. */
const PACKAGING = 1;
const MOST_HELD_BYTES = 256 * 1024 * 1024;
const MINUTE_MS: Millis = 60_000;
const REFUSED_A_MINUTE = 600;
const PREFLIGHT_HOLDS_SECONDS = 86_400;

/**
 * Segments of what public channels have on air, for caches in between and any page:
 * `/cdn/media/OBJECT/TRACK/init.mp4`, `…/NUMBER.m4s`, and `…/NUMBER-FRAMES.m4s`, which is cut behind so many frames. They
 * are packaged when they are asked for. Everything else is not there, and nobody may keep that answer.
 *
 * An address has only so many refusals a minute. What it is served is not counted: a CDN asks for all its viewers.
 */
export function cdnRoutes({ air, fragments, clock }: CdnRoutesDeps): Router {
  const aired = new AiredObjects({ ask: (aheadMs) => air.objectsOnAir(aheadMs), clock });
  const refused = new RateLimit({ limit: REFUSED_A_MINUTE, windowMs: MINUTE_MS, clock });
  const held = new HeldPieces(MOST_HELD_BYTES);

  async function find(request: Request): Promise<Found> {
    const objectId = String(request.params['objectId']);
    const name = String(request.params['track']);
    if (!(await aired.allows(objectId))) throw nothingThere();
    const index = await fragments.index(objectId);
    const track = segmentTrack(index, name);
    if (track === undefined) throw nothingThere();
    return { objectId, index, track };
  }

  async function send(request: Request, response: Response, found: Found, file: SegmentFile): Promise<void> {
    await sendImmutable(request, response, {
      mediaType: `${found.track.kind}/mp4`,
      tag: `"${PACKAGING}-${found.objectId}-${found.track.storedId}-${file.name}"`,
      async parts() {
        const piece = await file.read();
        // Whoever left while it was read holds nothing.
        if (!response.closed) response.once('close', held.hold(piece));
        return file.package(piece);
      },
    });
  }

  const router = Router();
  router.use('/cdn', forForeignPages, forPlayers);
  router.get(`${ROOT}/init.mp4`, async (request, response) => {
    const found = await find(request);
    const { objectId, index, track } = found;
    await send(request, response, found, {
      name: 'init',
      read: () => fragments.head(objectId, index),
      package: (head) => [initSegment(head, track)],
    });
  });
  router.get(`${ROOT}/:file`, async (request, response) => {
    const [, number, frames] = SEGMENT.exec(String(request.params['file']))?.map(Number) ?? [];
    if (number === undefined) throw nothingThere();
    const found = await find(request);
    const { objectId, index, track } = found;
    const wanted = { index, track, number, frames: Number.isNaN(frames) ? undefined : frames };
    // Whether there is such a segment is known before anything is read.
    segmentSamples(index, track, number, wanted);
    await send(request, response, found, {
      name: `${number}${wanted.frames === undefined ? '' : `-${wanted.frames}`}`,
      read: () => fragments.fragment(objectId, index, number),
      package: (stored) => mediaSegment(stored, wanted),
    });
  });
  router.use('/cdn', ((error: unknown, request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next(isAbsence(error) ? refusalOf(request) : error);
  }) satisfies ErrorRequestHandler);
  router.use('/cdn', (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next(refusalOf(request));
  });
  return router;

  function refusalOf({ ip = '' }: Request): unknown {
    try {
      refused.take(addressBlock(ip));
      return nothingThere();
    } catch (limited) {
      return limited;
    }
  }
}

interface Found {
  readonly objectId: string;
  readonly index: PreparedIndex;
  readonly track: SegmentTrack;
}

interface SegmentFile {
  /** Among those of its track. */
  readonly name: string;
  read(): Promise<Buffer>;
  package(piece: Buffer): readonly Buffer[];
}

function nothingThere(): CodedError {
  return new CodedError('not-found', 'No public channel has such a segment on air.');
}

function isAbsence(error: unknown): boolean {
  if (error instanceof CodedError) return error.code === 'not-found';
  return error instanceof NoSuchSegmentError || error instanceof BlobMissingError;
}

/** Players also read what goes wrong and how long things took, and may ask for ranges. */
const forPlayers: RequestHandler = (request, response, next) => {
  response.setHeader(
    'Access-Control-Expose-Headers',
    'Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After',
  );
  response.setHeader('Timing-Allow-Origin', '*');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD');
  response.setHeader('Access-Control-Allow-Headers', 'Range, If-None-Match, If-Range');
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_HOLDS_SECONDS);
  response.status(204).end();
};
