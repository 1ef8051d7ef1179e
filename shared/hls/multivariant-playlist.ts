import { attributes, quoted } from './playlist-text.js';

/** A layer of the picture. */
export interface HlsLayer {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** The most that a segment has with its sound, in bits a second. */
  readonly bitsPerSecond: number;
  /** RFC 6381 */
  readonly codec: string;
}

/** One encoding of the sound. */
export interface HlsSound {
  readonly uri: string;
  readonly group: string;
  /** RFC 6381 */
  readonly codec: string;
}

export interface MultivariantPlaylist {
  /** The first is what players begin with. */
  readonly layers: readonly HlsLayer[];
  /** Every layer goes with each of them; a player takes the first whose codec it has. */
  readonly sounds: readonly HlsSound[];
}

const VERSION = 6;
const SOUND_NAME = 'Sound';

/** RFC 8216, section 4.3.4. */
export function multivariantPlaylist({ layers, sounds }: MultivariantPlaylist): string {
  const media = sounds.map(
    ({ uri, group }) =>
      `#EXT-X-MEDIA:${attributes({
        ...{ TYPE: 'AUDIO', 'GROUP-ID': quoted(group), NAME: quoted(SOUND_NAME) },
        ...{ DEFAULT: 'YES', AUTOSELECT: 'YES', CHANNELS: quoted('2'), URI: quoted(uri) },
      })}`,
  );
  const streams = sounds.flatMap(({ group, codec: sound }) =>
    layers.flatMap(({ uri, width, height, fps, bitsPerSecond, codec }) => [
      `#EXT-X-STREAM-INF:${attributes({
        ...{ BANDWIDTH: `${Math.ceil(bitsPerSecond)}`, CODECS: quoted(`${codec},${sound}`) },
        ...{ RESOLUTION: `${width}x${height}`, 'FRAME-RATE': fps.toFixed(3), AUDIO: quoted(group) },
      })}`,
      uri,
    ]),
  );
  const head = ['#EXTM3U', `#EXT-X-VERSION:${VERSION}`, '#EXT-X-INDEPENDENT-SEGMENTS'];
  return `${[...head, ...media, ...streams].join('\n')}\n`;
}
