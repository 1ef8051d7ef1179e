import { expect } from 'chai';
import fc from 'fast-check';
import { LineupSuccession } from '../../../../media/playout/lineup-succession.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { type FragmentSlot, fragmentSlotAt } from '../../../../shared/timeline/window.js';
import { compileLoops, item, slate } from '../../../support/timeline-items.js';

const STEPS = 100;
const grid = gridFor(30);
const firstFrame = (Date.UTC(2026, 5, 1) * 30) / 1000;

/** A loop of items, each a media of three and its length in grid steps. */
const lineups: fc.Arbitrary<Lineup> = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 4 })
  .map((items) => {
    const sequence = compileSequence(
      's',
      1,
      items.map(([mediaId, steps]) => item(mediaId, steps * grid.framesPerStep)),
    );
    const entry = { id: 'e', sequence, startFrame: firstFrame, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
    return compileLoops({ version: 1, grid, entries: [entry], gapFill: slate(60) });
  });
const edits = fc.array(fc.tuple(fc.integer({ min: 0, max: STEPS }), lineups), { maxLength: 4 });

function shownAt({ objectId, fragment, startFrame, firstFrame }: FragmentSlot, frame: number): string {
  return `${objectId}/${fragment}/${frame - startFrame + firstFrame}`;
}

describe('lineup succession', () => {
  it('P5 at every frame plays what the lineup in force there has on air, in slots without gap or overlap', () => {
    fc.assert(
      fc.property(lineups, edits, (first, changes) => {
        const succession = new LineupSuccession(first);
        const inForce: Lineup[] = new Array(STEPS * grid.framesPerStep).fill(first);
        for (const [step, lineup] of changes) {
          succession.replaceFrom(firstFrame + step * grid.framesPerStep, lineup);
          inForce.fill(lineup, step * grid.framesPerStep);
        }
        const wrong: number[] = [];
        let slot = succession.slotAt(firstFrame);
        for (const [index, lineup] of inForce.entries()) {
          const frame = firstFrame + index;
          if (frame === slot.endFrame) {
            slot = succession.slotAt(frame);
            if (slot.startFrame !== frame) wrong.push(index);
            succession.forgetBefore(frame);
          }
          if (shownAt(slot, frame) !== shownAt(fragmentSlotAt(lineup, frame), frame)) wrong.push(index);
        }
        expect(wrong).to.deep.equal([]);
      }),
    );
  });

  it('P5 runs one slot on through an edit that leaves it as it is', () => {
    const loop = (tail: string) =>
      compileLoops({
        version: 1,
        grid,
        entries: [
          {
            ...{ id: 'e', startFrame: firstFrame, endFrame: Number.POSITIVE_INFINITY, priority: 0 },
            sequence: compileSequence('s', 1, [item('a', 60), item(tail, 60)]),
          },
        ],
        gapFill: slate(60),
      });
    const succession = new LineupSuccession(loop('b'));
    succession.replaceFrom(firstFrame + 30, loop('c'));
    expect(succession.slotAt(firstFrame)).to.include({ objectId: 'a', endFrame: firstFrame + 60 });
    expect(succession.slotAt(firstFrame + 60).objectId).to.equal('c');
  });
});
