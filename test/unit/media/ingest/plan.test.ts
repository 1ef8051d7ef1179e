import { expect } from 'chai';
import fc from 'fast-check';
import { fitInto, planPreparation } from '../../../../media/ingest/plan.js';
import type { VideoFacts } from '../../../../media/ingest/source-facts.js';
import { gridFor, HOUSE_FRAME_RATES } from '../../../../shared/timeline/grid.js';
import { plainSource, plainSource as source, plainSurvey as survey } from './source-fixture.js';

const HOUSE = { fps: 30, width: 1280, height: 720 };

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
      ['4:3 gets bars at the sides', { width: 1440, height: 1080 }, 960, 720],
      ['a small picture is not enlarged', { width: 640, height: 480 }, 640, 480],
      ['scope gets bars above and below', { width: 1920, height: 804 }, 1280, 536],
      ['oblong pixels are squared', { width: 1440, height: 1080, pixelAspect: 4 / 3 }, 1280, 720],
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

    it('reads no picture faster than it can be deinterlaced', () => {
      const fields = { topFirst: 100, bottomFirst: 3, progressive: 5 };
      const { picture } = planPreparation(source({ fps: 25 }), survey(1, 1, { fields }), HOUSE);
      expect(picture.deinterlace).to.deep.equal({
        ...{ firstField: 'top-first', everyField: true, width: 1920, height: 1080 },
      });
      const ntsc = planPreparation(source({ fps: 30 / 1.001 }), survey(1, 1, { fields }), HOUSE);
      expect(ntsc.picture.deinterlace?.everyField, '30 are no more than 29.97').to.equal(false);
    });
  });

  describe('decides the sound', () => {
    it('by its loudness', () => {
      const { sound } = planPreparation(source(), survey(1, 1), HOUSE);
      expect(sound).to.deep.equal({
        stream: 1,
        change: { gainDb: 7, limit: undefined },
        sync: { kind: 'steady' },
        evenedFromS: undefined,
      });
    });

    it('from an evened copy, which starts where the sound does, when it changes midway', () => {
      const late = survey(2, 2, { soundChanges: true, audio: { packets: 9, startS: 0.5, endS: 2, damaged: 0 } });
      expect(planPreparation(source(), late, HOUSE).sound?.evenedFromS).to.equal(0.5);
    });

    it('as silence when there is none, or its stream is empty', () => {
      expect(planPreparation(plainSource({}, 'none'), survey(1), HOUSE).sound).to.equal(undefined);
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
