import type { Request, Response } from 'express';
import { Router } from 'express';
import type { StoredFragments } from '../../media/cache/stored-fragments.js';
import { initSegment } from '../../media/cmaf/init-segment.js';
import { mediaSegment } from '../../media/cmaf/media-segment.js';
import { segmentSamples } from '../../media/cmaf/segment-samples.js';
import { type SegmentTrack, segmentTrack } from '../../media/cmaf/segment-track.js';
import type { Clock } from '../../media/playout/clock.js';
import type { PreparedIndex } from '../../media/prepared-media.js';
import { CodedError } from '../../shared/errors.js';
import { sendBytes } from '../http/cacheable-bytes.js';
import { AiredObjects, type AiredObjectsDeps } from './aired-objects.js';
import { forForeignPages } from './embed-script.js';
import { forPlayers } from './for-players.js';
import type { HeldPieces } from './held-pieces.js';
import type { Refusals } from './refusals.js';

export interface CdnRoutesDeps {
  readonly air: { readonly objectsOnAir: AiredObjectsDeps['ask'] };
  readonly fragments: Pick<StoredFragments, 'index' | 'head' | 'fragment'>;
  readonly held: HeldPieces;
  readonly refusals: Refusals;
  readonly clock: Pick<Clock, 'now'>;
}

const ROOT = '/cdn/media/:objectId/:track';
const SEGMENT = /^(0|[1-9]\d{0,8})(?:-([1-9]\d{0,8}))?\.m4s$/;
/** Part of every entity tag: to be raised when the same address is answered with other bytes. */
const PACKAGING = 1;
const NOTHING_THERE = 'No public channel has such a segment on air.';

/**
 * Segments of what public channels have on air, for caches in between and any page:
 * `/cdn/media/OBJECT/TRACK/init.mp4`, `…/NUMBER.m4s`, and `…/NUMBER-FRAMES.m4s`, which is cut behind so many frames. They
 * are packaged when they are asked for. Everything else is not there, and nobody may keep that answer.
 */
export function cdnRoutes({ air, fragments, held, refusals, clock }: CdnRoutesDeps): Router {
  const aired = new AiredObjects({ ask: (aheadMs) => air.objectsOnAir(aheadMs), clock });

  async function find(request: Request): Promise<Found> {
    const objectId = String(request.params['objectId']);
    const name = String(request.params['track']);
    if (!(await aired.allows(objectId))) throw new CodedError('not-found', NOTHING_THERE);
    const index = await fragments.index(objectId);
    const track = segmentTrack(index, name);
    if (track === undefined) throw new CodedError('not-found', NOTHING_THERE);
    return { objectId, index, track };
  }

  async function send(request: Request, response: Response, found: Found, file: SegmentFile): Promise<void> {
    await sendBytes(request, response, {
      mediaType: `${found.track.kind}/mp4`,
      tag: `"${PACKAGING}-${found.objectId}-${found.track.storedId}-${file.name}"`,
      async parts() {
        const piece = await file.read();
        held.holdFor(response, piece);
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
    if (number === undefined) throw new CodedError('not-found', NOTHING_THERE);
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
  router.use('/cdn', ...refusals.handlers(NOTHING_THERE));
  return router;
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
