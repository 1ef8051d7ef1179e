import type { FragmentLease } from '../cache/cached-fragment.js';

/** Where a feed's packets go. A sink copies what it keeps: the same bytes are stamped anew for the next feed. */
export interface PacketSink {
  /** One RTP packet of any video layer. */
  sendVideo(packet: Buffer): void;
  /** One RTP packet of the audio. */
  sendAudio(packet: Buffer): void;
  /** One compound RTCP packet of sender reports. */
  sendRtcp(packet: Buffer): void;
}

/** Loads the packets of a fragment; repeated calls for one fragment are cheap. */
export interface FragmentSource {
  readonly prefetchLeadMs: number;
  /** @param signal aborted when the fragment is not wanted any more; the answer may come all the same. */
  load(objectId: string, fragment: number, signal?: AbortSignal): Promise<FragmentLease>;
}
