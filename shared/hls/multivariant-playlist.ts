import { attributes, quoted } from './playlist-text.js';

/** A layer of the picture, with the sound. */
export interface HlsVariant {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** The most that a segment has with its sound, in bits a second. */
  readonly bitsPerSecond: number;
  /** RFC 6381, of the picture and of the sound. */
  readonly codecs: readonly string[];
}

export interface MultivariantPlaylist {
  /** The first is what players begin with. */
  readonly variants: readonly HlsVariant[];
  readonly soundUri: string;
  readonly soundName: string;
}

const VERSION = 6;
const SOUND_GROUP = 'sound';

/** RFC 8216, section 4.3.4. */
export function multivariantPlaylist({ variants, soundUri, soundName }: MultivariantPlaylist): string {
  const sound = attributes({
    ...{ TYPE: 'AUDIO', 'GROUP-ID': quoted(SOUND_GROUP), NAME: quoted(soundName) },
    ...{ DEFAULT: 'YES', AUTOSELECT: 'YES', CHANNELS: quoted('2'), URI: quoted(soundUri) },
  });
  const streams = variants.flatMap(({ uri, width, height, fps, bitsPerSecond, codecs }) => [
    `#EXT-X-STREAM-INF:${attributes({
      ...{ BANDWIDTH: `${Math.ceil(bitsPerSecond)}`, CODECS: quoted(codecs.join(',')) },
      ...{ RESOLUTION: `${width}x${height}`, 'FRAME-RATE': fps.toFixed(3), AUDIO: quoted(SOUND_GROUP) },
    })}`,
    uri,
  ]);
  const head = ['#EXTM3U', `#EXT-X-VERSION:${VERSION}`, '#EXT-X-INDEPENDENT-SEGMENTS'];
  return `${[...head, `#EXT-X-MEDIA:${sound}`, ...streams].join('\n')}\n`;
}
