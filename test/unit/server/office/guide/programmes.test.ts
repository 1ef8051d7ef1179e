import { expect } from 'chai';
import fc from 'fast-check';
import {
  isGap,
  type ProgrammeList,
  programmesIn,
  type Stretch,
} from '../../../../../server/office/guide/programmes.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { positionAtFrame } from '../../../../../shared/timeline/position.js';
import { compileSequence, type Item } from '../../../../../shared/timeline/sequence.js';
import { compileLoops, item, slate } from '../../../../support/timeline-items.js';
import { framesOf, lineups } from '../../../shared/timeline/arbitraries.js';

const grid = gridFor(30);
const lineupOf = (items: readonly Item[], startFrame: number, endFrame: number, priority = 0) =>
  compileLoops({
    ...{ version: 1, grid, gapFill: slate(300) },
    entries: [{ id: 'e', sequence: compileSequence('s', 1, items), startFrame, endFrame, priority }],
  });
const text = ({ programmes }: ProgrammeList) =>
  programmes.map((one) => `${one.startFrame}–${one.endFrame} ${isGap(one) ? 'gap' : one.item.mediaId}@${one.inFrame}`);

/** A channel that was edited once in a while, and the range that is asked for. */
const edited = lineups.chain((first) =>
  fc
    .tuple(fc.array(lineups, { maxLength: 3 }), framesOf(first), fc.array(fc.integer({ min: 1, max: 90_000 })))
    .map(([others, fromFrame, lengths]) => {
      const sameGrid = [first, ...others.filter((other) => other.grid.fps === first.grid.fps)];
      let frame = fromFrame;
      return sameGrid.map((lineup, index): Stretch => {
        const start = frame;
        frame += lengths[index] ?? 9000;
        return { lineup, fromFrame: start, toFrame: frame };
      });
    }),
);

describe('programmes of a guide', () => {
  it('cover the range without a hole or an overlap, and are what is on air at each of its instants (TL2)', () => {
    fc.assert(
      fc.property(
        edited,
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (stretches, places) => {
          const { programmes, cutAtFrame } = programmesIn(stretches, 100_000);
          const [from, to] = [stretches[0]!.fromFrame, stretches.at(-1)!.toFrame];
          expect(cutAtFrame).to.equal(null);
          expect(programmes[0]!.startFrame).to.be.at.most(from);
          expect(programmes.at(-1)!.endFrame).to.be.at.least(to);
          for (const [index, programme] of programmes.entries()) {
            expect(programme.endFrame).to.be.above(programme.startFrame);
            if (index > 0) expect(programme.startFrame).to.equal(programmes[index - 1]!.endFrame);
          }
          for (const place of [0, ...places]) {
            const frame = from + Math.floor(place * (to - from));
            const programme = programmes.find((one) => one.startFrame <= frame && frame < one.endFrame)!;
            const { lineup } = stretches.find((one) => one.fromFrame <= frame && frame < one.toFrame)!;
            const { airing, mediaFrame } = positionAtFrame(lineup, frame);
            expect(programme.item.kind).to.equal(airing.item.kind);
            if (isGap(programme)) continue;
            expect(programme.item.mediaId).to.equal(airing.item.mediaId);
            expect(programme.sequenceId).to.equal(airing.sequenceId);
            expect(programme.inFrame + frame - programme.startFrame).to.equal(mediaFrame);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are at most as many as asked for, and go on where they were cut', () => {
    fc.assert(
      fc.property(edited, fc.integer({ min: 1, max: 20 }), (stretches, limit) => {
        const all = programmesIn(stretches, 100_000).programmes;
        const { programmes, cutAtFrame } = programmesIn(stretches, limit);
        expect(programmes.length).to.be.at.most(limit);
        expect(programmes).to.deep.equal(all.slice(0, programmes.length));
        expect(cutAtFrame).to.equal(programmes.length === all.length ? null : all[programmes.length]!.startFrame);
      }),
      { numRuns: 60 },
    );
  });

  it('are whole, also where the range begins and ends within one', () => {
    const lineup = lineupOf([item('one', 90), item('two', 60)], 3000, Number.POSITIVE_INFINITY);
    expect(text(programmesIn([{ lineup, fromFrame: 3030, toFrame: 3100 }], 9))).to.deep.equal([
      '3000–3090 one@0',
      '3090–3150 two@0',
    ]);
  });

  it('have a gap once, however often its filler loops, as long as it is or as far as was asked', () => {
    const lineup = lineupOf([item('one', 90)], 3000, 3090);
    expect(text(programmesIn([{ lineup, fromFrame: 0, toFrame: 900_000 }], 9))).to.deep.equal([
      '0–3000 gap@0',
      '3000–3090 one@0',
      '3090–900000 gap@0',
    ]);
    const between = compileLoops({
      ...{ version: 1, grid, gapFill: slate(300) },
      entries: [0, 9000].map((startFrame) => ({
        ...{ id: `${startFrame}`, sequence: compileSequence('s', 1, [item('one', 90)]) },
        ...{ startFrame, endFrame: startFrame + 90, priority: 0 },
      })),
    });
    expect(text(programmesIn([{ lineup: between, fromFrame: 5000, toFrame: 5001 }], 9))).to.deep.equal([
      '90–9000 gap@0',
    ]);
  });

  it('have the slate that a host went to once, together with the gap that it runs into', () => {
    const lineup = compileLoops({
      ...{ version: 1, grid, gapFill: slate(300) },
      entries: [
        { id: 'e', sequence: compileSequence('s', 1, [item('one', 900)]), startFrame: 0, endFrame: 9000, priority: 0 },
        { id: 'slate', sequence: slate(300), startFrame: 1200, endFrame: 2700, priority: 1 },
        { id: 'last', sequence: slate(300), startFrame: 8500, endFrame: 20_000, priority: 1 },
      ],
    });
    expect(text(programmesIn([{ lineup, fromFrame: 900, toFrame: 3000 }], 9))).to.deep.equal([
      ...['900–1200 one@0', '1200–2700 gap@0', '2700–3600 one@0'],
    ]);
    expect(text(programmesIn([{ lineup, fromFrame: 8000, toFrame: 30_000 }], 9))).to.deep.equal([
      ...['7200–8100 one@0', '8100–8500 one@0', '8500–30000 gap@0'],
    ]);
  });

  it('TL4 are not broken up by an edit elsewhere: what plays on is one programme', () => {
    const before = lineupOf([item('one', 90), item('two', 60)], 3000, Number.POSITIVE_INFINITY);
    const after = lineupOf([item('one', 90), item('three', 30)], 3000, Number.POSITIVE_INFINITY);
    const stretches = [
      { lineup: before, fromFrame: 3000, toFrame: 3050 },
      { lineup: after, fromFrame: 3050, toFrame: 3121 },
    ];
    expect(text(programmesIn(stretches, 9))).to.deep.equal(['3000–3090 one@0', '3090–3120 three@0', '3120–3210 one@0']);
  });

  it('end where an edit took something off the air', () => {
    const before = lineupOf([item('one', 90)], 3000, Number.POSITIVE_INFINITY);
    const after = lineupOf([item('two', 90)], 3000, Number.POSITIVE_INFINITY);
    const stretches = [
      { lineup: before, fromFrame: 3000, toFrame: 3030 },
      { lineup: after, fromFrame: 3030, toFrame: 3060 },
    ];
    expect(text(programmesIn(stretches, 9))).to.deep.equal(['3000–3030 one@0', '3030–3090 two@30']);
  });
});
