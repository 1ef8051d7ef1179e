import type { StoredFragments } from '../../media/cache/stored-fragments.js';
import { aacFragmentsOf, aacSegment } from '../../media/cmaf/aac-segment.js';
import { avcCodec } from '../../media/cmaf/avc-codec.js';
import { initSegment } from '../../media/cmaf/init-segment.js';
import { mediaSegment } from '../../media/cmaf/media-segment.js';
import { NoSuchSegmentError } from '../../media/cmaf/no-such-segment.js';
import { segmentTrack } from '../../media/cmaf/segment-track.js';
import { preparedLayers } from '../../media/house.js';
import { aacInit } from '../../media/mp4/aac-file.js';
import type { PreparedIndex } from '../../media/prepared-media.js';
import { aacRun } from '../../shared/hls/aac-grid.js';
import type { HlsSegment } from '../../shared/hls/hls-segments.js';
import type { HlsLayer, HlsSound } from '../../shared/hls/multivariant-playlist.js';
import { contentHash } from '../../shared/timeline/content-hash.js';
import type { FragmentSlot } from '../../shared/timeline/window.js';

/** Opus at what is prepared, and what boxes take. */
const SOUND_KBPS = 160;
const BOXES_SHARE = 1.05;
const OPUS = 'a';
const AAC = 'aac';

type Fragments = Pick<StoredFragments, 'index' | 'head' | 'fragment' | 'aacIndex' | 'aacFragment'>;

/** A rendition: `v0`, `v1`, … from the lowest layer up, `a` for the sound in Opus, `aac` for that in AAC. */
export type Rendition = string;

/**
 * Packages what is on air for players of HLS: one continuous timeline of decode times since 1970, and one init segment
 * for everything, which fits because SPS and PPS stand in front of every IDR.
 */
export class HlsPackager {
  readonly #fragments: Fragments;
  readonly #fps: number;

  /** @param fps of the house: everything on air has it */
  constructor(fragments: Fragments, fps: number) {
    this.#fragments = fragments;
    this.#fps = fps;
  }

  /** The encodings of the sound: AAC, which every player takes, once the slate has it; and Opus. */
  async sounds(initObjectId: string): Promise<HlsSound[]> {
    const opus = { uri: `${OPUS}.m3u8`, group: 'opus', codec: 'opus' };
    const aac = await this.#fragments.aacIndex(initObjectId);
    return aac === undefined ? [opus] : [{ uri: `${AAC}.m3u8`, group: 'aac', codec: aac.codec }, opus];
  }

  /** Every layer of a house, the best first. @param initObjectId an object that has them all */
  async layers(initObjectId: string): Promise<HlsLayer[]> {
    const index = await this.#fragments.index(initObjectId);
    const layers = preparedLayers(index.layers, index.fps).map(async ({ width, height, maxKbps }, layer) => ({
      ...{ uri: `v${layer}.m3u8`, width, height, fps: index.fps },
      bitsPerSecond: (maxKbps + SOUND_KBPS) * 1000 * BOXES_SHARE,
      codec: avcCodec(await this.init(initObjectId, `v${layer}`)),
    }));
    return (await Promise.all(layers)).reverse();
  }

  async has(initObjectId: string, rendition: Rendition): Promise<boolean> {
    return rendition === AAC || segmentTrack(await this.#fragments.index(initObjectId), rendition) !== undefined;
  }

  /** @throws NoSuchSegmentError for a rendition that there is not */
  async init(initObjectId: string, rendition: Rendition): Promise<Buffer> {
    if (rendition === AAC) return aacInit();
    const index = await this.#fragments.index(initObjectId);
    const track = segmentTrack(index, rendition);
    if (track === undefined) throw new NoSuchSegmentError(`there is no rendition ${rendition}`);
    return initSegment(await this.#fragments.head(initObjectId, index), track);
  }

  /**
   * Equal for equal bytes: a head piece, or the AAC of a media, may be made while its segment is on air.
   * @throws what reading an index throws
   */
  async versionOf({ pieces }: HlsSegment, rendition: Rendition): Promise<string> {
    const parts = await Promise.all(
      pieces.map(async ({ airing, objectId, fragment, startFrame, endFrame, firstFrame }) => {
        const aac = rendition === AAC ? await this.#fragments.aacIndex(airing.item.objectId) : undefined;
        const place = [airing.item.objectId, airing.startFrame, airing.inFrame, startFrame, endFrame];
        return rendition === AAC
          ? [...place, aac?.sha256 ?? null]
          : [objectId, fragment, firstFrame, startFrame, endFrame];
      }),
    );
    return contentHash([rendition, ...parts.flat()]);
  }

  /**
   * @returns the stored fragments, and what makes a segment of views on them
   * @throws NoSuchSegmentError for a segment without anything that can be played
   */
  async read(segment: HlsSegment, rendition: Rendition): Promise<ReadSegment> {
    if (rendition === AAC) return this.#readAac(segment);
    const pieces = segment.pieces.filter((piece) => isPlayable(piece, rendition));
    if (pieces.length === 0) throw new NoSuchSegmentError(`segment ${segment.number} of ${rendition} is a gap`);
    const read = await Promise.all(
      pieces.map(async (piece) => {
        const index = await this.#fragments.index(piece.objectId);
        return { piece, index, stored: await this.#fragments.fragment(piece.objectId, index, piece.fragment) };
      }),
    );
    return {
      stored: read.map(({ stored }) => stored),
      package: () => read.flatMap(({ piece, index, stored }) => packaged(piece, index, stored, rendition)),
    };
  }

  async #readAac({ pieces }: HlsSegment): Promise<ReadSegment> {
    const read = await Promise.all(
      pieces.map(async (piece) => {
        // The frames of a head piece are those of its media.
        const { objectId } = piece.airing.item;
        const run = aacRun(piece, this.#fps);
        const index = await this.#fragments.aacIndex(objectId);
        const numbers = index === undefined ? [] : aacFragmentsOf(index, run);
        const fragments = await Promise.all(
          numbers.map((number) => this.#fragments.aacFragment(objectId, index!, number)),
        );
        return { run, fragments, firstFrame: index?.fragments[numbers[0] ?? 0]?.[2] ?? 0 };
      }),
    );
    return {
      stored: read.flatMap(({ fragments }) => fragments),
      package: () => read.filter(({ run }) => run.count > 0).map(({ run, ...stored }) => aacSegment(run, stored)),
    };
  }
}

export interface ReadSegment {
  readonly stored: readonly Buffer[];
  package(): Buffer[];
}

/** Pictures that start inside of a GOP have nothing to be decoded from. */
export function isGap(segment: HlsSegment, rendition: Rendition): boolean {
  return !segment.pieces.some((piece) => isPlayable(piece, rendition));
}

function isPlayable({ firstFrame }: FragmentSlot, rendition: Rendition): boolean {
  return firstFrame === 0 || rendition === OPUS || rendition === AAC;
}

function packaged(
  { fragment, startFrame, endFrame, firstFrame }: FragmentSlot,
  index: PreparedIndex,
  stored: Buffer,
  rendition: Rendition,
): Buffer[] {
  const track = segmentTrack(index, layerOf(index, rendition));
  if (track === undefined) throw new NoSuchSegmentError(`there is no rendition ${rendition}`);
  return mediaSegment(stored, {
    ...{ index, track, number: fragment, firstFrame, frames: firstFrame + endFrame - startFrame },
    baseDecodeTime: track.samplesIn(startFrame) * track.sampleDuration,
  });
}

/** An object that has fewer layers than the house shows its best one on those that are missing. */
function layerOf({ layers }: PreparedIndex, rendition: Rendition): string {
  return rendition === OPUS ? OPUS : `v${Math.min(Number(rendition.slice(1)), layers.length - 1)}`;
}
