import { houseLayers } from '../../../../media/house.js';
import type { PreparePlan, SourceSurvey } from '../../../../media/ingest/plan.js';
import type { AudioFacts, SourceFacts, VideoFacts } from '../../../../media/ingest/source-facts.js';

/** A file that has nothing remarkable about it: Full HD, 30 frames a second, stereo. */
export function plainSource(video: Partial<VideoFacts> = {}, audio: Partial<AudioFacts> | 'none' = {}): SourceFacts {
  const picture = plainPicture(video);
  const sound = audio === 'none' ? undefined : plainSound(audio);
  return {
    container: 'mov',
    sizeBytes: 1,
    claimedDurationS: 99,
    claimedEndS: undefined,
    streams: { video: 1, audio: sound ? 1 : 0, subtitles: 0 },
    video: picture,
    audio: sound,
    pictures: [picture],
    sounds: sound ? [sound] : [],
  };
}

export function plainPicture(video: Partial<VideoFacts> = {}): VideoFacts {
  return {
    ...{ track: 0, stream: 0, codec: 'h264', width: 1920, height: 1080, pixelAspect: 1, rotation: 0, fps: 30 },
    ...{ colorMatrix: 'bt709', colorTransfer: 'bt709', colorPrimaries: 'bt709', fullRange: false, mirrored: false },
    ...{ fieldOrder: 'progressive', claimedEndS: undefined, hasAlpha: false, isProtected: false },
    ...video,
  };
}

export function plainSound(audio: Partial<AudioFacts> = {}): AudioFacts {
  return {
    ...{ track: 1, stream: 1, codec: 'aac', channels: 2, sampleRate: 48_000 },
    ...{ claimedEndS: undefined, isProtected: false, language: undefined },
    ...audio,
  };
}

export const EVEN = { unevenShare: 0, reordered: false, perSecond: undefined };

export const span = (endS: number, packets = 100) => ({ packets, startS: 0, endS, damaged: 0 });

/** What is found in such a file; it has a loudness of −23 LUFS. */
export function plainSurvey(videoEndS: number, audioEndS?: number, more: Partial<SourceSurvey> = {}): SourceSurvey {
  return {
    video: span(videoEndS),
    audio: audioEndS === undefined ? undefined : span(audioEndS),
    originS: 0,
    spacing: EVEN,
    fields: undefined,
    loudness: { integratedLufs: -23, truePeakDb: -10 },
    soundChanges: false,
    soundClock: undefined,
    editGaps: [],
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
  originS: 0,
  picture: {
    ...{ stream: 0, width: 960, height: 720, rateFirst: false, deinterlace: undefined },
    color: { kind: 'standard', assumedMatrix: 'smpte170m' },
    ...{ editGaps: [], hasAlpha: false },
  },
  sound: { stream: 2, change: { gainDb: 5.8, limit: undefined }, sync: { kind: 'steady' }, evenedFromS: undefined },
};
