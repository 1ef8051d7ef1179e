import { expect } from 'chai';
import type { HouseFormat } from '../../../../media/house.js';
import { type Finding, findingsOf, type Preparation } from '../../../../media/ingest/findings.js';
import { planPreparation, type SourceSurvey } from '../../../../media/ingest/plan.js';
import type { SourceFacts } from '../../../../media/ingest/source-facts.js';
import { EVEN, plainSound, plainSource, plainSurvey, span } from './source-fixture.js';

const HOUSE: HouseFormat = { fps: 30, width: 1280, height: 720 };
const NO_TIMES = { firstDecodedS: 0, runs: [] };
const MENDING = { video: NO_TIMES, audio: NO_TIMES, pieces: 1, strays: 0 };
/** Stored so that it fits the channel once it is turned. */
const UPRIGHT = { width: 1080, height: 1920 };
const AT_TARGET = { loudness: { integratedLufs: -16.2, truePeakDb: -6 } };

interface Case extends Partial<Pick<Preparation, 'lostSounds' | 'mending' | 'holes' | 'unreadShare'>> {
  readonly facts?: SourceFacts;
  readonly survey?: SourceSurvey;
  readonly damaged?: { readonly picture: number; readonly sound: number };
  readonly hasFineColor?: boolean;
}

function findings({ facts = plainSource(), survey, damaged, hasFineColor, ...rest }: Case): readonly Finding[] {
  const surveyed = survey ?? plainSurvey(10, 10, AT_TARGET);
  const plan = planPreparation(facts, surveyed, HOUSE, hasFineColor);
  return findingsOf({
    ...{ facts, survey: surveyed, plan, damaged: damaged ?? { picture: 0, sound: 0 } },
    ...{ lostSounds: [], mending: undefined, holes: [], unreadShare: 0, ...rest },
  });
}

describe('findingsOf', () => {
  it('has nothing to say of a file that needs nothing', () => {
    expect(findings({})).to.deep.equal([]);
  });

  const survey = (more: Partial<SourceSurvey>) => plainSurvey(10, 10, { ...AT_TARGET, ...more });
  const cases: readonly [code: string, severity: Finding['severity'], message: RegExp, given: Case][] = [
    [
      'variable-frame-rate',
      'info',
      /varies, 10 a second on average: it was evened out to 30 throughout/,
      { survey: survey({ spacing: { ...EVEN, unevenShare: 0.2 } }) },
    ],
    [
      'frame-rate-converted',
      'info',
      /has 23\.976 frames a second: it was converted to 30 by showing some frames twice/,
      { facts: plainSource({ fps: 24_000 / 1001 }) },
    ],
    [
      'frame-rate-converted',
      'info',
      /has 15 frames/,
      { survey: survey({ spacing: { ...EVEN, perSecond: { frames: 150, seconds: 10 } } }) },
    ],
    ['frame-rate-converted', 'info', /60 .* by leaving some frames out/, { facts: plainSource({ fps: 60 }) }],
    ['b-frames-removed', 'info', /without them/, { survey: survey({ spacing: { ...EVEN, reordered: true } }) }],
    ['rotated', 'info', /rotated by 180° clockwise/, { facts: plainSource({ rotation: 180 }) }],
    ['rotated', 'info', /stored upside down/, { facts: plainSource({ rotation: 180 }) }],
    ['rotated', 'info', /stored lying: it was rotated by 90°/, { facts: plainSource({ ...UPRIGHT, rotation: 90 }) }],
    ['mirrored', 'info', /left and right were exchanged, as/, { facts: plainSource({ mirrored: true }) }],
    ['mirrored', 'info', /top and bottom/, { facts: plainSource({ mirrored: true, rotation: 180 }) }],
    [
      'mirrored',
      'info',
      /left and right were exchanged, and it was rotated by 90° clockwise/,
      { facts: plainSource({ ...UPRIGHT, mirrored: true, rotation: 90 }) },
    ],
    ['picture-missing', 'warning', /\(from 10\.0 s on, for 60 s\)/, { holes: [{ startS: 10, seconds: 60 }] }],
    [
      'picture-missing',
      'warning',
      /\(in 2 places, for 70 s in all\)/,
      {
        holes: [
          { startS: 10, seconds: 60 },
          { startS: 90, seconds: 10 },
        ],
      },
    ],
    [
      'sound-stretched',
      'warning',
      /by 120 ms in all: it was stretched/,
      { survey: survey({ soundClock: { driftS: 0.12, driftPerS: 0.002, leaps: 0, jitterS: 0.001 } }) },
    ],
    [
      'sound-track-left-out',
      'warning',
      /The sound in track 1 \(OPUS, deu\) is encrypted: track 2 \(AAC\) was taken in its place/,
      {
        facts: plainSource({}, { track: 2 }),
        lostSounds: [{ audio: plainSound({ codec: 'opus', language: 'deu' }), why: 'encrypted' }],
      },
    ],
    [
      'sound-track-left-out',
      'warning',
      /track 1 is of a form that this server does not know: there is silence in its place/,
      {
        facts: plainSource({}, 'none'),
        survey: plainSurvey(10),
        lostSounds: [{ audio: plainSound({ codec: 'unknown' }), why: 'unknown-codec' }],
      },
    ],
    ['recordings-joined', 'info', /3 recordings one behind the other/, { mending: { ...MENDING, pieces: 3 } }],
    ['rest-left-out', 'warning', /last 48 % of the file/, { unreadShare: 0.48 }],
    ['times-mended', 'info', /1 piece of the file has a time far/, { mending: { ...MENDING, strays: 1 } }],
    ['deinterlaced', 'info', /interlaced: full frames/, { facts: plainSource({ fieldOrder: 'top-first' }) }],
    ['hdr-tone-mapped', 'info', /HDR \(PQ\)/, { facts: plainSource({ colorTransfer: 'smpte2084' }) }],
    [
      'hdr-not-tone-mapped',
      'warning',
      /HDR \(HLG\).* install an ffmpeg with zscale/,
      { facts: plainSource({ colorTransfer: 'arib-std-b67' }), hasFineColor: false },
    ],
    [
      'wide-gamut-converted',
      'info',
      /BT\.2020/,
      { facts: plainSource({ colorPrimaries: 'bt2020', colorMatrix: 'bt2020nc' }) },
    ],
    ['full-range-converted', 'info', /limited range/, { facts: plainSource({ fullRange: true }) }],
    [
      'pixels-not-square',
      'info',
      /not square \(1\.3333\)/,
      { facts: plainSource({ width: 1440, pixelAspect: 4 / 3 }) },
    ],
    ['letterboxed', 'info', /1\.33 : 1.* left and right/, { facts: plainSource({ width: 1440 }) }],
    ['letterboxed', 'info', /2\.39 : 1.* above and below/, { facts: plainSource({ height: 804 }) }],
    [
      'not-enlarged',
      'info',
      /is 854×480, smaller than the channel's 1280×720/,
      { facts: plainSource({ width: 854, height: 480 }) },
    ],
    ['not-enlarged', 'warning', /160×90/, { facts: plainSource({ width: 160, height: 90 }) }],
    [
      'picture-starts-late',
      'info',
      /0\.5 s behind the sound/,
      { survey: survey({ video: { ...span(10), startS: 0.5 } }) },
    ],
    ['damaged-frames-concealed', 'warning', /^14 damaged frames were/, { damaged: { picture: 14, sound: 0 } }],
    ['damaged-frames-concealed', 'warning', /^1 damaged frame was/, { damaged: { picture: 1, sound: 0 } }],
    ['no-sound', 'warning', /silence was put in its place/, { facts: plainSource({}, 'none') }],
    [
      'silent-sound',
      'warning',
      /silent from start to end/,
      { survey: survey({ loudness: { integratedLufs: -70, truePeakDb: Number.NEGATIVE_INFINITY } }) },
    ],
    [
      'loudness-unknown',
      'info',
      /too short/,
      { survey: survey({ loudness: { integratedLufs: -70, truePeakDb: -20 } }) },
    ],
    [
      'loudness-raised',
      'info',
      /raised from -27 to -16 LUFS/,
      { survey: survey({ loudness: { integratedLufs: -27, truePeakDb: -20 } }) },
    ],
    [
      'loudness-lowered',
      'info',
      /lowered from -9\.4 to -16/,
      { survey: survey({ loudness: { integratedLufs: -9.4, truePeakDb: -1 } }) },
    ],
    [
      'loudness-not-reached',
      'warning',
      /raised by the most there is, 36 dB, to -21 LUFS/,
      { survey: survey({ loudness: { integratedLufs: -57, truePeakDb: -40 } }) },
    ],
    ['mono-doubled', 'info', /mono/, { facts: plainSource({}, { channels: 1 }) }],
    ['downmixed', 'info', /is 5\.1: .* stereo/, { facts: plainSource({}, { channels: 6 }) }],
    ['sound-format-changes', 'info', /midway/, { survey: survey({ soundChanges: true }) }],
    ['sound-starts-late', 'info', /1\.2 s behind/, { survey: survey({ audio: { ...span(10), startS: 1.2 } }) }],
    ['sound-shorter', 'warning', /1\.2 s shorter/, { survey: survey({ audio: span(8.8) }) }],
    ['sound-longer', 'warning', /1\.2 s longer.*last frame is shown/, { survey: survey({ audio: span(11.2) }) }],
    ['sound-longer', 'warning', /0\.4 s longer.*its end was cut/, { survey: survey({ audio: span(10.4) }) }],
    ['damaged-sound', 'warning', /3 damaged pieces/, { damaged: { picture: 0, sound: 3 } }],
    [
      'several-video-tracks',
      'info',
      /2 pictures: the one of 1920×1080/,
      { facts: { ...plainSource(), streams: { video: 2, audio: 1, subtitles: 0 } } },
    ],
    [
      'several-audio-tracks',
      'info',
      /200 sound tracks.*\(track 1\)/,
      { facts: { ...plainSource(), streams: { video: 1, audio: 200, subtitles: 0 } } },
    ],
    [
      'subtitles-left-out',
      'info',
      /left out/,
      { facts: { ...plainSource(), streams: { video: 1, audio: 1, subtitles: 3 } } },
    ],
  ];
  for (const [code, severity, message, given] of cases) {
    it(`tells ${code}: ${message.source}`, () => {
      const found = findings(given);
      expect(found.map((finding) => finding.code)).to.deep.equal([code]);
      expect(found[0]).to.include({ severity });
      expect(found[0]!.message).to.match(message).and.to.match(/\.$/);
    });
  }

  it('minds no frame rate that is another one by the rounding of times only', () => {
    const spacing = { ...EVEN, perSecond: { frames: 59, seconds: 1.967 } };
    expect(findings({ facts: plainSource({ fps: 30.3 }), survey: survey({ spacing }) })).to.deep.equal([]);
  });

  it('tells of peaks that would have clipped beside the gain', () => {
    const loudness = { integratedLufs: -27, truePeakDb: -3 };
    expect(findings({ survey: survey({ loudness }) }).map(({ code }) => code)).to.deep.equal([
      'loudness-raised',
      'peaks-limited',
    ]);
  });

  it('has its numbers in the details', () => {
    const [finding] = findings({ survey: survey({ loudness: { integratedLufs: -27, truePeakDb: -20 } }) });
    expect(finding!.details).to.deep.equal({ lufs: -27, gainDb: 11, targetLufs: -16 });
  });
});
