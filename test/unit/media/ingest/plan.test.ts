import { expect } from 'chai';
import fc from 'fast-check';
import { fitInto, planPreparation } from '../../../../media/ingest/plan.js';
import type { SourceFacts, VideoFacts } from '../../../../media/ingest/source-facts.js';
import { gridFor, HOUSE_FRAME_RATES } from '../../../../shared/timeline/grid.js';

const HOUSE = { fps: 30, width: 1280, height: 720 };

function source(video: Partial<VideoFacts> = {}, withAudio = true): SourceFacts {
  const facts: VideoFacts = {
    ...{ stream: 0, codec: 'h264', width: 1920, height: 1080, pixelAspect: 1, rotation: 0, fps: 30 },
    ...{ colorMatrix: 'bt709', claimedEndS: undefined },
    ...video,
  };
  const audio = { stream: 1, codec: 'aac', channels: 2, sampleRate: 48_000, claimedEndS: undefined };
  return { container: 'mov', sizeBytes: 1, claimedDurationS: 99, video: facts, audio: withAudio ? audio : undefined };
}

const span = (endS: number) => ({ packets: 1, startS: 0, endS, damaged: 0 });
const survey = (videoEndS: number, audioEndS?: number) => ({
  video: span(videoEndS),
  audio: audioEndS === undefined ? undefined : span(audioEndS),
  loudness: { integratedLufs: -23, truePeakDb: -10 },
});

describe('planPreparation', () => {
  describe('decides the length', () => {
    const lengths: readonly [what: string, videoEndS: number, audioEndS: number | undefined, frames: number][] = [
      ['by the picture, padded to the grid (TL3)', 4.166, 4, 126],
      ['by a picture that lies on the grid already', 4.1, undefined, 123],
      ['by the picture, when sound outlasts it by no more than an encoder pads', 4.1, 4.6, 123],
      ['by sound that goes on longer', 4.1, 6, 180],
      ['of at least one step', 0, undefined, 3],
    ];
    for (const [what, videoEndS, audioEndS, frames] of lengths) {
      it(what, () => {
        const plan = planPreparation(source(), survey(videoEndS, audioEndS), HOUSE);
        expect({ frames: plan.frames, packets: plan.audioPackets }).to.deep.equal({
          frames,
          packets: (frames * 5) / 3,
        });
      });
    }

    it('as a whole number of grid steps at every house rate, less than a step and half a frame from the content', () => {
      const endS = fc.double({ min: 0, max: 40_000, noNaN: true });
      fc.assert(
        fc.property(endS, fc.constantFrom(...HOUSE_FRAME_RATES), (seconds, fps) => {
          const grid = gridFor(fps);
          const plan = planPreparation(source(), survey(seconds), { ...HOUSE, fps });
          expect(plan.frames % grid.framesPerStep).to.equal(0);
          expect(plan.audioPackets * 20).to.equal((plan.frames / grid.framesPerStep) * grid.stepMs);
          expect(plan.frames - seconds * fps).to.be.within(-0.5001, grid.framesPerStep + 0.5001);
        }),
      );
    });
  });

  describe('decides the picture', () => {
    const shapes: readonly [what: string, video: Partial<VideoFacts>, width: number, height: number][] = [
      ['the same shape fills the canvas', {}, 1280, 720],
      ['4:3 gets bars at the sides', { width: 640, height: 480 }, 960, 720],
      ['scope gets bars above and below', { width: 1920, height: 804 }, 1280, 536],
      ['oblong pixels are squared', { width: 720, height: 576, pixelAspect: 64 / 45 }, 1280, 720],
      ['a phone held upright is turned', { rotation: 90 }, 406, 720],
      ['a phone held upside down is as wide as before', { rotation: 180 }, 1280, 720],
    ];
    for (const [what, video, width, height] of shapes) {
      it(what, () => expect(planPreparation(source(video), survey(1), HOUSE).picture).to.include({ width, height }));
    }

    it('drops frames before scaling when the source has more than the house', () => {
      const rateFirst = (fps: number | undefined) =>
        planPreparation(source({ fps }), survey(1), HOUSE).picture.rateFirst;
      expect([rateFirst(60), rateFirst(30), rateFirst(24), rateFirst(undefined)]).to.deep.equal([
        true,
        false,
        false,
        false,
      ]);
    });

    it('assumes a colour matrix by the size where the source names none', () => {
      const matrix = (video: Partial<VideoFacts>) =>
        planPreparation(source(video), survey(1), HOUSE).picture.assumedColorMatrix;
      expect(matrix({ colorMatrix: undefined })).to.equal('bt709');
      expect(matrix({ colorMatrix: undefined, height: 576 })).to.equal('smpte170m');
      expect(matrix({ colorMatrix: 'bt2020nc' })).to.equal(undefined);
    });
  });

  describe('decides the sound', () => {
    it('by its loudness', () => {
      const { sound } = planPreparation(source(), survey(1, 1), HOUSE);
      expect(sound).to.deep.equal({ stream: 1, change: { gainDb: 7, limit: undefined } });
    });

    it('as silence when there is none, or its stream is empty', () => {
      expect(planPreparation(source({}, false), survey(1), HOUSE).sound).to.equal(undefined);
      expect(planPreparation(source(), survey(1), HOUSE).sound).to.equal(undefined);
    });
  });
});

describe('fitInto', () => {
  it('answers the largest even size of the same shape inside the canvas', () => {
    const length = fc.integer({ min: 1, max: 8192 });
    fc.assert(
      fc.property(length, length, (width, height) => {
        const fitted = fitInto(HOUSE, { width, height });
        expect(fitted.width % 2 || fitted.height % 2).to.equal(0);
        expect(fitted.width).to.be.within(2, HOUSE.width);
        expect(fitted.height).to.be.within(2, HOUSE.height);
        expect(fitted.width === HOUSE.width || fitted.height === HOUSE.height).to.equal(true);
        const scale = Math.min(HOUSE.width / width, HOUSE.height / height);
        expect(Math.abs(fitted.width - Math.max(2, width * scale))).to.be.at.most(1);
        expect(Math.abs(fitted.height - Math.max(2, height * scale))).to.be.at.most(1);
      }),
    );
  });
});
