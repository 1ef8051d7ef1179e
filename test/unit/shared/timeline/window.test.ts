import { expect } from 'chai';
import fc from 'fast-check';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { positionAtFrame } from '../../../../shared/timeline/position.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { airingsIn, fragmentSlotAt, fragmentSlotsIn } from '../../../../shared/timeline/window.js';
import { compileLoops, item, slate } from '../../../support/timeline-items.js';
import { framesOf, lineups } from './arbitraries.js';

const lineupAndFrame = lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup)));

describe('window', () => {
  it('P2 names exactly the fragments that playing the window takes, in order', () => {
    fc.assert(
      fc.property(lineupAndFrame, fc.integer({ min: 1, max: 2000 }), ([lineup, from], frames) => {
        const expected: string[] = [];
        for (let frame = from; frame < from + frames; frame += 1) {
          const { airing, mediaFrame } = positionAtFrame(lineup, frame);
          const name = `${airing.startFrame}/${airing.item.mediaId}/${Math.floor(mediaFrame / lineup.grid.framesPerGop)}`;
          if (expected.at(-1) !== name) expected.push(name);
        }
        const named = fragmentSlotsIn(lineup, from, from + frames).map(
          ({ airing, fragment }) => `${airing.startFrame}/${airing.item.mediaId}/${fragment}`,
        );
        expect(named).to.deep.equal(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('finds the frame inside its fragment', () => {
    fc.assert(
      fc.property(lineupAndFrame, ([lineup, frame]) => {
        const slot = fragmentSlotAt(lineup, frame);
        const { mediaFrame } = positionAtFrame(lineup, frame);
        const inFragment = slot.firstFrame + frame - slot.startFrame;
        expect(slot.fragment * lineup.grid.framesPerGop + inFragment).to.equal(mediaFrame);
        expect(frame).to.be.within(slot.startFrame, slot.endFrame - 1);
      }),
    );
  });

  it('plays an item that starts between two IDRs out of its head piece until the next one', () => {
    const sequence = compileSequence('s', 1, [item('m', 150, { inFrame: 21, head: { objectId: 'head', frames: 39 } })]);
    const entry = { id: 'e', sequence, startFrame: 3000, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
    const lineup = compileLoops({ version: 1, grid: gridFor(30), entries: [entry], gapFill: slate(60) });
    const slots = fragmentSlotsIn(lineup, 3010, 3160).map(
      ({ objectId, fragment, startFrame, endFrame, firstFrame }) => {
        return `${objectId}/${fragment} ${startFrame}-${endFrame}+${firstFrame}`;
      },
    );
    expect(slots).to.deep.equal(['head/0 3000-3039+0', 'm/1 3039-3099+0', 'm/2 3099-3150+0', 'head/0 3150-3189+0']);
  });

  it('lists airings from the one on air, at most as many as asked', () => {
    fc.assert(
      fc.property(lineupAndFrame, fc.integer({ min: 1, max: 10 }), ([lineup, frame], limit) => {
        const airings = airingsIn(lineup, frame, Number.MAX_SAFE_INTEGER, limit);
        expect(airings.length).to.be.within(1, limit);
        expect(frame).to.be.within(airings[0]!.startFrame, airings[0]!.endFrame - 1);
      }),
    );
  });
});
