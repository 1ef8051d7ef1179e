import { expect } from 'chai';
import fc from 'fast-check';
import { frameTimeMs, gridFor } from '../../../../shared/timeline/grid.js';
import { airingAtFrame, position, positionAtFrame } from '../../../../shared/timeline/position.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { airingsIn } from '../../../../shared/timeline/window.js';
import { compileLoops, item, type LoopedEntry, slate } from '../../../support/timeline-items.js';
import { framesOf, instantMs, lineups, loops } from './arbitraries.js';

const grid = gridFor(30);
const gapFill = slate(300);
const programme = compileSequence('programme', 1, [item('one', 90), item('two', 60), item('three', 150)]);
const special = compileSequence('special', 1, [item('special', 120)]);
const entry = (fields: Partial<LoopedEntry>): LoopedEntry => ({
  id: 'entry',
  sequence: programme,
  startFrame: 3000,
  endFrame: Number.POSITIVE_INFINITY,
  priority: 0,
  ...fields,
});
const lineupOf = (...entries: LoopedEntry[]) => compileLoops({ version: 1, grid, entries, gapFill });
const onAir = (frame: number, lineup: ReturnType<typeof lineupOf>) => {
  const { airing, mediaFrame } = positionAtFrame(lineup, frame);
  return `${airing.item.mediaId}@${mediaFrame}`;
};

describe('position', () => {
  it('TL1 something is on air at every instant, the year 9999 included', () => {
    fc.assert(
      fc.property(lineups, instantMs, (lineup, atMs) => {
        const { airing, globalFrame, mediaFrame } = position(lineup, atMs);
        expect(globalFrame).to.be.within(airing.startFrame, airing.endFrame - 1);
        expect(mediaFrame).to.be.at.least(airing.inFrame);
      }),
    );
  });

  it('TL1 the filler, looped from the start of the gap, is on air where nothing is scheduled', () => {
    const lineup = lineupOf(entry({ startFrame: 3000, endFrame: 3090 }), entry({ id: 'b', startFrame: 6000 }));
    expect([3089, 3090, 3389, 3390, 5999, 6000].map((frame) => onAir(frame, lineup))).to.deep.equal([
      'one@89',
      'slate@0',
      'slate@299',
      'slate@0',
      'slate@209',
      'one@0',
    ]);
    expect(positionAtFrame(lineup, 3090).airing.item.kind).to.equal('slate');
  });

  it('TL2 equal inputs give equal positions, and equal lineups equal keys', () => {
    fc.assert(
      fc.property(
        loops.chain((source) => fc.tuple(fc.constant(source), framesOf(source))),
        ([source, frame]) => {
          const lineup = compileLoops(source);
          const again = compileLoops({ ...structuredClone(source), version: 2, entries: source.entries.toReversed() });
          expect(again.key).to.equal(lineup.key);
          expect(positionAtFrame(again, frame)).to.deep.equal(positionAtFrame(lineup, frame));
        },
      ),
    );
  });

  it('gives different lineups different keys', () => {
    const keys = [
      lineupOf(entry({})),
      lineupOf(entry({ startFrame: 3003 })),
      lineupOf(entry({ endFrame: 9000 })),
      lineupOf(entry({ sequence: special })),
      lineupOf(),
    ].map(({ key }) => key);
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it('TL3 every boundary lies on the house grid', () => {
    fc.assert(
      fc.property(
        lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup))),
        ([lineup, frame]) => {
          const { startFrame, endFrame, inFrame } = airingAtFrame(lineup, frame);
          for (const boundary of [startFrame, endFrame, inFrame]) {
            expect(Math.abs(boundary % lineup.grid.framesPerStep)).to.equal(0);
          }
        },
      ),
    );
  });

  it('is monotonic and continuous: each airing starts where the one before it ends, each frame follows the last', () => {
    fc.assert(
      fc.property(
        lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup))),
        ([lineup, frame]) => {
          const airings = airingsIn(lineup, frame, Number.MAX_SAFE_INTEGER, 20);
          for (const [index, airing] of airings.entries()) {
            const next = airings[index + 1];
            if (next !== undefined) expect(next.startFrame).to.equal(airing.endFrame);
            const first = positionAtFrame(lineup, airing.startFrame);
            const last = positionAtFrame(lineup, airing.endFrame - 1);
            expect(first.airing).to.deep.equal(airing);
            expect(last.airing).to.deep.equal(airing);
            expect(last.mediaFrame - first.mediaFrame).to.equal(airing.endFrame - 1 - airing.startFrame);
          }
        },
      ),
    );
  });

  it('plays items in order and loops without a gap', () => {
    const lineup = lineupOf(entry({}));
    expect([3000, 3089, 3090, 3149, 3150, 3299, 3300].map((frame) => onAir(frame, lineup))).to.deep.equal([
      'one@0',
      'one@89',
      'two@0',
      'two@59',
      'three@0',
      'three@149',
      'one@0',
    ]);
  });

  it('TL5 a higher priority covers a lower one and gives way again on the frame', () => {
    const lineup = lineupOf(
      entry({}),
      entry({ id: 'special', sequence: special, startFrame: 3060, endFrame: 3180, priority: 1 }),
    );
    expect([3059, 3060, 3179, 3180].map((frame) => onAir(frame, lineup))).to.deep.equal([
      'one@59',
      'special@0',
      'special@119',
      'three@30',
    ]);
    expect(positionAtFrame(lineup, 3180).airing).to.include({ startFrame: 3180, inFrame: 30, endFrame: 3300 });
  });

  it('TL6 a look-up costs a binary search, however many items and however long ago the loop started', () => {
    let reads = 0;
    const items = new Proxy(
      Array.from({ length: 10_000 }, (_, index) => item(`m${index}`, 30)),
      {
        get(target, key) {
          if (/^\d+$/.test(String(key))) reads += 1;
          return Reflect.get(target, key) as unknown;
        },
      },
    );
    const lineup = lineupOf(entry({ sequence: compileSequence('long', 1, items), startFrame: 0 }));
    reads = 0;
    const found = position(lineup, frameTimeMs(grid, 10_000 * 30 * 5000 + 7777 * 30));
    expect(found.airing.item.mediaId).to.equal('m7777');
    expect(reads).to.equal(1);
  });

  it('cuts an item where its entry ends', () => {
    const lineup = lineupOf(entry({ endFrame: 3030 }));
    expect(positionAtFrame(lineup, 3029).airing.endFrame).to.equal(3030);
    expect(positionAtFrame(lineup, 3030).airing.item.kind).to.equal('slate');
  });

  it('refuses a sequence that could not be on air', () => {
    expect(() => compileSequence('empty', 1, [])).to.throw(RangeError, 'empty');
    expect(() => compileSequence('none', 1, [item('x', 0)])).to.throw(RangeError, 'none');
    expect(() => lineupOf(entry({ endFrame: 3000 }))).to.throw(RangeError, 'entry');
  });
});
