import { expect } from 'chai';
import fc from 'fast-check';
import { AiredLineup } from '../../../../shared/timeline/aired-lineup.js';
import { type AiringWindow, airingWindow, USUAL_LIMITS } from '../../../../shared/timeline/airing-window.js';
import { gapAround } from '../../../../shared/timeline/gap.js';
import { frameAt, gridFor } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { airingAtFrame } from '../../../../shared/timeline/position.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { fragmentSlotAt } from '../../../../shared/timeline/window.js';
import { compileLoops, item, slate } from '../../../support/timeline-items.js';
import { framesOf, lineups } from './arbitraries.js';

const grid = gridFor(30);
const start = frameAt(grid, Date.UTC(2026, 5, 1));
const unknown = slate(300);

/** What another process makes of a window. */
function told(window: AiringWindow): AiredLineup {
  return new AiredLineup(JSON.parse(JSON.stringify(window)) as AiringWindow, unknown);
}

/** A loop of so many items of one second. */
function loopOf(items: number): Lineup {
  const sequence = compileSequence(
    's',
    1,
    Array.from({ length: items }, (_, index) => item(`m${index}`, 30)),
  );
  const entry = { id: 'e', sequence, startFrame: start, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
  return compileLoops({ version: 3, grid, entries: [entry], gapFill: slate(300) });
}

describe('airing window', () => {
  it('TL2 tells every frame that it covers as the schedule does, after a way as JSON, however it was cut', () => {
    const limits = fc.record({
      horizonS: fc.constantFrom(1, 60, 86_400),
      mostSpans: fc.integer({ min: 1, max: 6 }),
      mostItems: fc.integer({ min: 1, max: 12 }),
    });
    const cases = lineups.chain((lineup) =>
      fc.tuple(fc.constant(lineup), framesOf(lineup), limits, fc.array(fc.double({ min: 0, max: 1, noNaN: true }))),
    );
    fc.assert(
      fc.property(cases, ([lineup, fromFrame, cut, places]) => {
        const window = airingWindow(lineup, fromFrame, cut);
        const aired = told(window);
        expect(aired).to.include({ key: lineup.key, version: lineup.version });
        expect(window.untilFrame).to.be.greaterThan(fromFrame);
        expect(aired.knownUntilFrame).to.equal(window.untilFrame);
        for (const place of [0, ...places, 1]) {
          const frame = fromFrame + Math.round(place * (window.untilFrame - 1 - fromFrame));
          expect(airingAtFrame(aired, frame)).to.deep.include({ item: airingAtFrame(lineup, frame).item });
          const [is, was] = [fragmentSlotAt(aired, frame), fragmentSlotAt(lineup, frame)];
          expect({ ...is, airing: is.airing.startFrame }).to.deep.equal({ ...was, airing: was.airing.startFrame });
          if (was.airing.sequenceId === null) expect(gapAround(aired, frame)).to.deep.equal(gapAround(lineup, frame));
        }
      }),
    );
  });

  it('TL1 has the slate on air outside of what it tells', () => {
    const window = airingWindow(loopOf(3), start + 15, { ...USUAL_LIMITS, horizonS: 10 });
    const aired = told(window);
    expect(airingAtFrame(aired, window.untilFrame - 1).item.kind).to.equal('media');
    for (const frame of [window.untilFrame, window.untilFrame + 30 * 86_400, start - 1]) {
      expect(airingAtFrame(aired, frame).item.kind).to.equal('slate');
    }
  });

  it('goes on with a later window, and refuses one of another lineup', () => {
    const lineup = loopOf(3);
    const aired = told(airingWindow(lineup, start, { ...USUAL_LIMITS, horizonS: 60 }));
    const frame = aired.knownUntilFrame + 5;
    aired.renew(airingWindow(lineup, frame - 1000));
    expect(airingAtFrame(aired, frame)).to.deep.equal(airingAtFrame(lineup, frame));
    expect(() => aired.renew(airingWindow(loopOf(4), start))).to.throw(RangeError, 'of lineup');
  });

  it('is a day of a loop, and some minutes of ten thousand items, in about a hundred kilobytes', () => {
    const day = airingWindow(loopOf(300), start);
    expect(day.untilFrame - start).to.be.at.least(86_400 * 30);
    const minutes = airingWindow(loopOf(10_000), start + 30 * 9900);
    expect((minutes.untilFrame - start) / 30 - 9900).to.be.within(300, 500);
    for (const window of [day, minutes]) expect(JSON.stringify(window).length).to.be.below(128_000);
  });
});
