import { expect } from 'chai';
import fc from 'fast-check';
import { changesNow, diffLineups } from '../../../../shared/timeline/lineup-diff.js';
import { once } from '../../../../shared/timeline/occurrence-starts.js';
import { positionAtFrame } from '../../../../shared/timeline/position.js';
import { plannedEntry, planOf, position, runOf, sequencePlan, slatePlan } from '../../../support/channel-plans.js';
import { compileLoops } from '../../../support/timeline-items.js';
import { framesOf, loops } from './arbitraries.js';

const special = plannedEntry({
  ...{ id: 'special', priority: 1, starts: once(3060), lengthFrames: 60 },
  runs: [runOf(sequencePlan([position('special', 60)]))],
});

describe('lineup diff', () => {
  it('names each stretch on which another thing is on air, before and after', () => {
    const before = planOf(plannedEntry()).lineupFor({});
    const after = planOf(plannedEntry(), special).lineupFor({});
    const changes = diffLineups(before, after, 0, 9000, 10);
    expect(
      changes.map(({ startFrame, endFrame, before: was, after: is }) => [
        ...[startFrame, endFrame, was.item.mediaId, is.item.mediaId],
      ]),
    ).to.deep.equal([
      [3060, 3090, 'one', 'special'],
      [3090, 3120, 'two', 'special'],
    ]);
    expect(diffLineups(before, after, 0, 9000, 1)).to.have.lengthOf(1);
    expect([3059, 3060, 3119, 3120].map((frame) => changesNow(before, after, frame))).to.deep.equal([
      ...[false, true, true, false],
    ]);
  });

  it('TL4 counts the same item at another frame as a change', () => {
    const before = planOf(plannedEntry()).lineupFor({});
    const after = planOf(plannedEntry({ starts: once(3003) })).lineupFor({});
    expect(changesNow(before, after, 3010)).to.equal(true);
  });

  it('compares gaps by what fills them, as one however often it loops, and loops by where in a turn they are', () => {
    const loop = (start: number) => plannedEntry({ starts: once(start), loops: true });
    const [sooner, later] = [planOf(loop(300)).lineupFor({}), planOf(loop(450)).lineupFor({})];
    expect(diffLineups(sooner, later, 0, 9000, 10).map(({ startFrame }) => startFrame)).to.deep.equal([300, 390]);
  });

  it('TL1 tells of the slate as one change for as long as it is on, and of none where it fills the gap already', () => {
    const toSlate = plannedEntry({
      ...{ id: 'slate', priority: 1, starts: once(2980), lengthFrames: 200 },
      runs: [runOf(slatePlan(60))],
    });
    const whole = plannedEntry({ runs: [runOf(sequencePlan([position('one', 900)]))] });
    const [before, after] = [planOf(whole).lineupFor({}), planOf(whole, toSlate).lineupFor({})];
    expect(
      diffLineups(before, after, 0, 9000, 10).map(({ startFrame, endFrame, after: { item, sequenceId } }) => [
        ...[startFrame, endFrame, item.kind, sequenceId],
      ]),
    ).to.deep.equal([[3000, 3180, 'slate', null]]);
  });

  it('finds exactly the frames that differ, but for gaps and slates that are filled alike', () => {
    const twoAndFrame = fc
      .tuple(loops, loops)
      .chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant({ ...b, grid: a.grid }), framesOf(a)));
    fc.assert(
      fc.property(twoAndFrame, fc.boolean(), ([a, b, fromFrame], shareEntries) => {
        const [before, after] = [compileLoops(a), compileLoops(shareEntries ? { ...a, gapFill: b.gapFill } : b)];
        const toFrame = fromFrame + 5000;
        const changes = diffLineups(before, after, fromFrame, toFrame, 10_000);
        for (let frame = fromFrame; frame < toFrame; frame += 7) {
          const [was, is] = [positionAtFrame(before, frame), positionAtFrame(after, frame)];
          const areUnplanned = was.airing.sequenceId === null && is.airing.sequenceId === null;
          if (areUnplanned && before.spanAt(frame).sequence.hash === after.spanAt(frame).sequence.hash) continue;
          const isSame =
            was.airing.item.kind === is.airing.item.kind &&
            was.airing.item.objectId === is.airing.item.objectId &&
            was.mediaFrame === is.mediaFrame;
          expect(changes.some(({ startFrame, endFrame }) => frame >= startFrame && frame < endFrame)).to.equal(!isSame);
        }
      }),
      { numRuns: 50 },
    );
  });
});
