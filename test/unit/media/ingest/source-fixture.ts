import { houseLayers } from '../../../../media/house.js';
import type { PreparePlan, SourceSurvey } from '../../../../media/ingest/plan.js';
import type { AudioFacts, SourceFacts, VideoFacts } from '../../../../media/ingest/source-facts.js';

/** A file that has nothing remarkable about it: Full HD, 30 frames a second, stereo. */
export function plainSource(video: Partial<VideoFacts> = {}, audio: Partial<AudioFacts> | 'none' = {}): SourceFacts {
  return {
    container: 'mov',
    sizeBytes: 1,
    claimedDurationS: 99,
    streams: { video: 1, audio: audio === 'none' ? 0 : 1, subtitles: 0 },
    video: {
      ...{ stream: 0, codec: 'h264', width: 1920, height: 1080, pixelAspect: 1, rotation: 0, fps: 30 },
      ...{ colorMatrix: 'bt709', colorTransfer: 'bt709', colorPrimaries: 'bt709', fullRange: false },
      ...{ fieldOrder: 'progressive', claimedEndS: undefined },
      ...video,
    },
    audio:
      audio === 'none'
        ? undefined
        : { stream: 1, codec: 'aac', channels: 2, sampleRate: 48_000, claimedEndS: undefined, ...audio },
  };
}

export const EVEN = { unevenShare: 0, reordered: false, perSecond: undefined };

export const span = (endS: number, packets = 100) => ({ packets, startS: 0, endS, damaged: 0 });

/** What is found in such a file; it has a loudness of −23 LUFS. */
export function plainSurvey(videoEndS: number, audioEndS?: number, more: Partial<SourceSurvey> = {}): SourceSurvey {
  return {
    video: span(videoEndS),
    audio: audioEndS === undefined ? undefined : span(audioEndS),
    spacing: EVEN,
    fields: undefined,
    loudness: { integratedLufs: -23, truePeakDb: -10 },
    soundChanges: false,
    ...more,
  };
}

const HOUSE = { fps: 30, width: 1280, height: 720 };

/** 4.1 s of 4:3 in standard definition, in a house of 720p. */
export const PLAIN_PLAN: PreparePlan = {
  house: HOUSE,
  layers: houseLayers(HOUSE),
  frames: 123,
  audioPackets: 205,
  picture: {
    ...{ stream: 0, width: 960, height: 720, rateFirst: false, deinterlace: undefined },
    color: { kind: 'standard', assumedMatrix: 'smpte170m' },
  },
  sound: { stream: 2, change: { gainDb: 5.8, limit: undefined }, evenedFromS: undefined },
};
