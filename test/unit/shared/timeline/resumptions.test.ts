import { expect } from 'chai';
import fc from 'fast-check';
import { AiredLineup } from '../../../../shared/timeline/aired-lineup.js';
import { airingWindow } from '../../../../shared/timeline/airing-window.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { airingAtFrame } from '../../../../shared/timeline/position.js';
import { resumptionsOf, withResumptions } from '../../../../shared/timeline/resumptions.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { fragmentSlotsIn } from '../../../../shared/timeline/window.js';
import { compileLoops, item, slate } from '../../../support/timeline-items.js';
import { framesOf, lineups } from './arbitraries.js';

const grid = gridFor(30);

/** A loop of one media of ten seconds, covered by another from one frame to the next. */
function covered(fromFrame: number, untilFrame: number) {
  const entry = (id: string, priority: number, startFrame: number, endFrame: number) => ({
    ...{ id, priority, startFrame, endFrame },
    sequence: compileSequence(id, 1, [item(id, 300)]),
  });
  const entries = [entry('film', 0, 3000, Number.POSITIVE_INFINITY), entry('news', 1, fromFrame, untilFrame)];
  return airingWindow(compileLoops({ version: 1, grid, entries, gapFill: slate(300) }), 3000);
}

describe('resumptions', () => {
  it('are where an item goes on in mid-GOP behind what covered it', () => {
    expect(resumptionsOf(covered(3090, 3150))).to.deep.equal([{ objectId: 'film', inFrame: 150, startFrame: 3150 }]);
    expect(resumptionsOf(covered(3090, 3120)), 'at a GOP').to.deep.equal([]);
    expect(resumptionsOf(covered(3090, 3300)), 'at the start of a turn').to.deep.equal([]);
    expect(resumptionsOf(covered(2000, 2990)), 'before the window').to.deep.equal([]);
  });

  it('play out of their head piece up to the next GOP', () => {
    const window = withResumptions(covered(3090, 3150), (objectId, inFrame) => ({
      ...{ objectId: `${objectId} from ${inFrame}`, frames: 30 },
    }));
    const lineup = new AiredLineup(JSON.parse(JSON.stringify(window)), slate(300));
    const slots = fragmentSlotsIn(lineup, 3089, 3241).map(
      ({ objectId, fragment, startFrame, endFrame, firstFrame }) =>
        `${objectId}/${fragment} ${startFrame}-${endFrame}+${firstFrame}`,
    );
    expect(slots).to.deep.equal([
      ...['film/1 3060-3090+0', 'news/0 3090-3150+0'],
      ...['film from 150/0 3150-3180+0', 'film/3 3180-3240+0', 'film/4 3240-3300+0'],
    ]);
  });

  it('are every airing of a window that starts inside its item between two GOPs, on a step, the slate left out', () => {
    const cases = lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup)));
    fc.assert(
      fc.property(cases, ([lineup, fromFrame]) => {
        const limits = { horizonS: 600, mostSpans: 20, mostItems: 100 };
        const window = airingWindow(lineup, fromFrame, limits);
        const { framesPerGop, framesPerStep } = lineup.grid;
        const expected = window.spans
          .filter(({ startFrame }) => startFrame >= fromFrame)
          .map(({ startFrame }) => airingAtFrame(lineup, startFrame))
          .filter(({ item: { kind, inFrame: first }, inFrame }) => {
            return kind !== 'slate' && inFrame > first && inFrame % framesPerGop > 0 && inFrame % framesPerStep === 0;
          })
          .map(({ item: { objectId }, inFrame, startFrame }) => ({ objectId, inFrame, startFrame }));
        expect(resumptionsOf(window)).to.deep.equal(expected);
      }),
    );
  });
});
