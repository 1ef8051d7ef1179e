/** The RTP identity of every feed. Feeds never share a transport, so all of them can carry the same numbers. */
export const VIDEO_PAYLOAD_TYPE = 102;
export const AUDIO_PAYLOAD_TYPE = 100;
export const AUDIO_SSRC = 0x5353_0100;
export const ABS_CAPTURE_TIME_ID = 13;

export function videoSsrc(layer: number): number {
  return 0x5353_0000 + layer;
}
