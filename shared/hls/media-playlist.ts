import { frameTimeMs, GOP_MS, type Grid } from '../timeline/grid.js';
import type { Airing } from '../timeline/position.js';
import type { HlsSegment } from './hls-segments.js';
import { attributes, isoTime, quoted } from './playlist-text.js';

/** Above this no segment lasts: from the start of one stretch of a GOP to the end of the next. In seconds. */
export const TARGET_DURATION_S = (2 * GOP_MS) / 1000;
/** RFC 8216, section 7: EXT-X-MAP in a playlist that is not of I-frames alone. */
const VERSION = 6;

export interface MediaPlaylist {
  readonly grid: Grid;
  /** One at least, in order, numbered without a gap. */
  readonly segments: readonly HlsSegment[];
  /** Of the one init segment. */
  readonly mapUri: string;
  readonly uriOf: (segment: HlsSegment) => string;
  /** Whether a segment has nothing that could be played. */
  readonly isGap: (segment: HlsSegment) => boolean;
}

/**
 * A media playlist of a live stream (RFC 8216, section 4.3.3) that ends with its last segment: players that do not know
 * of it would play what lies ahead before its time. One init segment fits all, so nothing is discontinuous.
 */
export function mediaPlaylist({ grid, segments, mapUri, uriOf, isGap }: MediaPlaylist): string {
  const [first] = segments;
  if (first === undefined) throw new RangeError('a playlist has one segment at least');
  const endFrame = segments.at(-1)!.endFrame;
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-TARGETDURATION:${TARGET_DURATION_S}`,
    `#EXT-X-MEDIA-SEQUENCE:${first.number}`,
    `#EXT-X-MAP:${attributes({ URI: quoted(mapUri) })}`,
  ];
  for (const airing of airingsOf(segments)) lines.push(dateRange(grid, airing, endFrame));
  for (const segment of segments) {
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${isoTime(frameTimeMs(grid, segment.startFrame))}`,
      `#EXTINF:${seconds(grid, segment.endFrame - segment.startFrame)},`,
      ...(isGap(segment) ? ['#EXT-X-GAP'] : []),
      uriOf(segment),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Each once, in order. */
function airingsOf(segments: readonly HlsSegment[]): Airing[] {
  const airings = new Map<number, Airing>();
  for (const { pieces } of segments) for (const { airing } of pieces) airings.set(airing.startFrame, airing);
  return [...airings.values()];
}

/** An item on air. What is not over yet may still be edited, and is only planned to last as long. */
function dateRange(grid: Grid, { item, startFrame, endFrame }: Airing, untilFrame: number): string {
  const duration = seconds(grid, endFrame - startFrame);
  return `#EXT-X-DATERANGE:${attributes({
    ID: quoted(`${startFrame}`),
    CLASS: quoted('item'),
    'START-DATE': quoted(isoTime(frameTimeMs(grid, startFrame))),
    [endFrame <= untilFrame ? 'DURATION' : 'PLANNED-DURATION']: duration,
    'X-KIND': quoted(item.kind),
    'X-MEDIA-ID': quoted(item.mediaId),
    'X-TITLE': quoted(item.title),
  })}`;
}

function seconds({ fps }: Grid, frames: number): string {
  return (frames / fps).toFixed(5);
}
