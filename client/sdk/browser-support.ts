import { PlayerError } from './player-error.js';

/** As much of a browser's global object as is looked at. */
interface Browser {
  readonly RTCPeerConnection?: unknown;
  readonly AbortSignal?: { readonly any?: unknown };
  readonly navigator?: { readonly userAgent: string };
}

/** The newest of what the player is made of: a browser that has this has the rest (see BROWSERS.md). */
export function assertCurrent({ AbortSignal: signal }: Browser = globalThis): void {
  if (typeof signal?.any !== 'function')
    throw unsupported('it is too old: Chrome 116, Firefox 124 and Safari 17.4 can');
}

/** @throws PlayerError `unsupported-client` */
export function assertWebRtc({ RTCPeerConnection }: Browser = globalThis): void {
  if (RTCPeerConnection === undefined) throw unsupported('WebRTC is missing or switched off');
}

/** For who knows from WebRTC which kinds it can decode. @throws PlayerError `unsupported-client` */
export function assertDecodes(kinds: readonly string[], { navigator }: Browser = globalThis): void {
  if (!kinds.includes('audio')) throw unsupported('it cannot decode Opus sound');
  if (kinds.includes('video')) return;
  // Firefox comes without H.264 and fetches it, as OpenH264, some minutes after its first start.
  const isFirefox = navigator?.userAgent.includes('Firefox/') ?? false;
  const hope = isFirefox ? ' yet. A new Firefox fetches that by itself: try again in some minutes' : '';
  throw unsupported(`it cannot decode H.264 video${hope}`);
}

export function unsupported(why: string): PlayerError {
  return new PlayerError('unsupported-client', `This browser cannot show the channel: ${why}.`);
}
