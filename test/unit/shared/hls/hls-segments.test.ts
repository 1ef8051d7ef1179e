import { expect } from 'chai';
import fc from 'fast-check';
import { hlsSegments, segmentNumberAt } from '../../../../shared/hls/hls-segments.js';
import { frameAt, gridFor } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { fragmentSlotsIn } from '../../../../shared/timeline/window.js';
import { compileLoops, item, slate } from '../../../support/timeline-items.js';
import { framesOf, lineups } from '../timeline/arbitraries.js';

const grid = gridFor(30);
const start = frameAt(grid, Date.UTC(2026, 5, 1)) + 21;

/** A loop of items of so many frames. */
function loopOf(...frames: number[]): Lineup {
  const items = frames.map((count, index) => item(`m${index}`, count));
  const sequence = compileSequence('s', 1, items);
  const entry = { id: 'e', sequence, startFrame: start, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
  return compileLoops({ version: 1, grid, entries: [entry], gapFill: slate(300) });
}

describe('HLS segments', () => {
  it('are all that is on air, numbered without a gap, each at most as long as the playlist says', () => {
    const cases = lineups.chain((lineup) =>
      fc.tuple(fc.constant(lineup), framesOf(lineup), fc.integer({ min: 1, max: 1000 })),
    );
    fc.assert(
      fc.property(cases, ([lineup, frame, length]) => {
        const from = segmentNumberAt(lineup, frame);
        const segments = hlsSegments(lineup, from, frame + length);
        const { framesPerGop } = lineup.grid;
        let next = segments[0]?.startFrame;
        for (const [index, { number, startFrame, endFrame, pieces }] of segments.entries()) {
          expect(number).to.equal(from + index);
          expect(startFrame).to.equal(next);
          expect(startFrame).to.be.within(number * framesPerGop, (number + 1) * framesPerGop - 1);
          expect(endFrame - startFrame).to.be.within(1, 2 * framesPerGop - 1);
          expect(pieces).to.deep.equal(fragmentSlotsIn(lineup, startFrame, endFrame));
          next = endFrame;
        }
        expect(next ?? 0).to.be.at.most(frame + length);
      }),
    );
  });

  it('have two fragments where one is short, and many where items are', () => {
    const from = segmentNumberAt({ grid }, start) + 1;
    const counts = hlsSegments(loopOf(75), from, (from + 5) * grid.framesPerGop + 40).map(({ pieces }) =>
      pieces.map(({ startFrame, endFrame }) => endFrame - startFrame),
    );
    expect(counts).to.deep.equal([[15, 60], [15, 60], [15], [60], [15, 60]]);
    const short = hlsSegments(loopOf(3), from, start + 240);
    expect(short.map(({ pieces }) => pieces.length)).to.deep.equal([20, 20, 20]);
  });

  it('are numbered by time alone: another lineup at the same time has the same numbers', () => {
    const [a, b] = [loopOf(75, 40), loopOf(300)].map((lineup) => {
      const from = segmentNumberAt(lineup, start) + 5;
      return hlsSegments(lineup, from, start + 900).map(({ number }) => number);
    });
    expect(a!.slice(0, 8)).to.deep.equal(b!.slice(0, 8));
  });
});
