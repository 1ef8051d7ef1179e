import type { RouterRtpCodecCapability, RtpParameters } from 'mediasoup/types';
import {
  ABS_CAPTURE_TIME_ID,
  AUDIO_PAYLOAD_TYPE,
  AUDIO_SSRC,
  VIDEO_PAYLOAD_TYPE,
  videoSsrc,
} from '../../../media/rtp/stream-identity.js';
import { ABS_CAPTURE_TIME_URI } from '../../../shared/protocol/viewer.js';
import { AUDIO_CLOCK_HZ, VIDEO_CLOCK_HZ } from '../../../shared/rtp-time.js';

const H264_PARAMETERS = { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 };

/** What every router speaks. */
export const ROUTER_CODECS: RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: AUDIO_CLOCK_HZ,
    channels: 2,
    preferredPayloadType: AUDIO_PAYLOAD_TYPE,
  },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: VIDEO_CLOCK_HZ,
    preferredPayloadType: VIDEO_PAYLOAD_TYPE,
    parameters: H264_PARAMETERS,
  },
];

// Neither NACK nor PLI is offered towards a feed: it loses nothing, and its next IDR comes when the grid says.
const NO_FEEDBACK = { rtcpFeedback: [] };
const headerExtensions = [{ uri: ABS_CAPTURE_TIME_URI as never, id: ABS_CAPTURE_TIME_ID }];

/** A feed's video: simulcast layers, low to high. */
export function videoRtpParameters(layerCount: number, cname: string): RtpParameters {
  return {
    codecs: [
      {
        mimeType: 'video/H264',
        payloadType: VIDEO_PAYLOAD_TYPE,
        clockRate: VIDEO_CLOCK_HZ,
        parameters: H264_PARAMETERS,
        ...NO_FEEDBACK,
      },
    ],
    headerExtensions,
    encodings: Array.from({ length: layerCount }, (_, layer) => ({ ssrc: videoSsrc(layer) })),
    rtcp: { cname },
  };
}

export function audioRtpParameters(cname: string): RtpParameters {
  return {
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: AUDIO_PAYLOAD_TYPE,
        clockRate: AUDIO_CLOCK_HZ,
        channels: 2,
        parameters: { 'sprop-stereo': 1 },
        ...NO_FEEDBACK,
      },
    ],
    headerExtensions,
    encodings: [{ ssrc: AUDIO_SSRC }],
    rtcp: { cname },
  };
}
