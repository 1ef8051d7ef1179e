import type { TokenSource } from '../sdk/token-source.js';

/** The attributes of `<streamsync-player>`. */
export const OBSERVED_ATTRIBUTES = [
  'channel',
  'server',
  'src',
  'token',
  'autoplay',
  'controls',
  'muted',
  'volume',
  'poster',
  'crossorigin',
  'disablepictureinpicture',
  'nofullscreen',
] as const;

/** `volume="0.5"`; null for what is no volume. */
export function volumeFrom(text: string | null): number | null {
  const volume = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return volume >= 0 && volume <= 1 ? volume : null;
}

/** What a player is to show; changing any of it means another player. */
export interface Source {
  readonly channel: string;
  /** An origin. */
  readonly server: string;
  readonly token: TokenSource | undefined;
}

export type SourceResult = { readonly source: Source } | { readonly fault: string | null };

type ReadAttribute = (name: string) => string | null;

/**
 * What the attributes name: `channel` and `server`, or both in one as `src`, the address of a watch page.
 *
 * @param scriptOrigin where this script came from: the server, unless the attributes name another.
 * @returns a fault with its remedy for what cannot be, and without words for what is not there yet.
 */
export function sourceFrom(read: ReadAttribute, scriptOrigin: string): SourceResult {
  const watchPage = read('src');
  const parts = watchPage === null ? { channel: read('channel'), server: read('server') } : fromWatchPage(watchPage);
  if (parts === null) return { fault: `src="${watchPage}" is not the address of a watch page: …/watch/CHANNEL.` };
  const { channel, server } = parts;
  if (channel === null || channel === '') return { fault: null };
  const origin = originOf(server ?? scriptOrigin);
  if (origin === null) return { fault: `server="${server}" is not the address of a server: https://HOST.` };
  return { source: { channel, server: origin, token: read('token') || undefined } };
}

function fromWatchPage(address: string): { channel: string; server: string | null } | null {
  const match = /^(?<server>https?:\/\/[^/]+)?\/(?:watch|embed)\/(?<channel>[^/?#]+)/.exec(address);
  if (!match?.groups) return null;
  const { channel, server } = match.groups;
  return { channel: channel!, server: server ?? null };
}

function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : null;
}
