import { expect } from 'chai';
import fc from 'fast-check';
import { AAC_SAMPLES_PER_FRAME, aacRun } from '../../../../shared/hls/aac-grid.js';
import { fragmentSlotsIn } from '../../../../shared/timeline/window.js';
import { framesOf, lineups } from '../timeline/arbitraries.js';

const SAMPLES_A_SECOND = 48_000;

describe('AAC frames on the grid of the timeline', () => {
  const cases = lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup)));

  it('are there once each, one behind the other, whatever items there are', () => {
    fc.assert(
      fc.property(cases, ([lineup, fromFrame]) => {
        const runs = fragmentSlotsIn(lineup, fromFrame, fromFrame + 600).map((slot) => aacRun(slot, lineup.grid.fps));
        for (const [index, { firstFrame }] of runs.slice(1).entries()) {
          const { firstFrame: before, count } = runs[index]!;
          expect(firstFrame).to.equal(before + count);
        }
      }),
    );
  });

  it('run on inside of an item, and are half a frame beside their instant at most', () => {
    fc.assert(
      fc.property(cases, ([lineup, fromFrame]) => {
        const { fps } = lineup.grid;
        for (const slot of fragmentSlotsIn(lineup, fromFrame, fromFrame + 600)) {
          const { firstFrame, firstInObject } = aacRun(slot, fps);
          const intoAiring = slot.startFrame - slot.airing.startFrame;
          const inObject = ((slot.airing.inFrame + intoAiring) * SAMPLES_A_SECOND) / fps;
          const onAir = (slot.startFrame * SAMPLES_A_SECOND) / fps;
          const offInObject = firstInObject * AAC_SAMPLES_PER_FRAME - inObject;
          const offOnAir = firstFrame * AAC_SAMPLES_PER_FRAME - onAir;
          // The start on air and the place in the object are each rounded to a frame.
          expect(Math.abs(offInObject - offOnAir)).to.be.at.most(AAC_SAMPLES_PER_FRAME);
        }
      }),
    );
  });
});
