import { quoted } from '../../../shared/hls/playlist-text.js';
import { plainText } from './guide.js';
import { xmltvChannelId } from './xmltv.js';

export interface ListedChannel {
  readonly slug: string;
  readonly name: string;
  readonly streamUrl: string;
  readonly logoUrl: string;
}

/**
 * Channels in the form that television programs (Jellyfin, Kodi, TiviMate, Plex) read: an extended M3U with the attributes
 * that they have in common. `tvg-id` is the channel's id in the guide.
 */
export function channelList(channels: readonly ListedChannel[], guideUrl: string): string {
  const lines = channels.flatMap(({ slug, name, streamUrl, logoUrl }) => [
    `#EXTINF:-1 ${[
      `tvg-id=${quoted(xmltvChannelId(slug))}`,
      `tvg-name=${quoted(plainText(name))}`,
      `tvg-logo=${quoted(logoUrl)}`,
    ].join(' ')},${plainText(name).replace(/[\r\n\u2028\u2029]+/g, ' ')}`,
    streamUrl,
  ]);
  return `${[`#EXTM3U x-tvg-url=${quoted(guideUrl)}`, ...lines].join('\n')}\n`;
}
