import { expect } from 'chai';
import type { PlannedEntry } from '../../../../shared/timeline/channel-plan.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { once } from '../../../../shared/timeline/occurrence-starts.js';
import { positionAtFrame } from '../../../../shared/timeline/position.js';
import { RepeatedStarts } from '../../../../shared/timeline/repeated-starts.js';
import { indexAfter, takeOver } from '../../../../shared/timeline/take-over.js';
import { plannedEntry, planOf, position, runOf, sequencePlan } from '../../../support/channel-plans.js';

const grid = gridFor(30);
const plan = (text: string, revision = 1) =>
  sequencePlan(
    [...text].map((mediaId) => position(mediaId, 30)),
    revision,
  );
const entryOf = (text: string, fields: Partial<PlannedEntry> = {}) =>
  plannedEntry({ runs: [runOf(plan(text))], ...fields });
/** What is on air from a frame on, one letter for each 30 frames. */
const onAir = (entry: PlannedEntry, fromFrame: number, items: number) => {
  const lineup = planOf(entry).lineupFor({});
  return Array.from({ length: items }, (_, index) => {
    const { airing } = positionAtFrame(lineup, fromFrame + index * 30);
    return airing.item.kind === 'media' ? airing.item.mediaId : '-';
  }).join('');
};
const edit = (entry: PlannedEntry, text: string, frame: number, revision = 2): PlannedEntry => ({
  ...entry,
  runs: takeOver(entry, plan(text, revision), frame, grid),
});

describe('take-over', () => {
  it('TL4 a loop finishes the item on air, then goes on with the one behind it in the new revision', () => {
    const entry = entryOf('abcd');
    const edited = edit(entry, 'xabycd', 3000 + 120 + 45);
    expect(onAir(edited, 3000 + 120, 8)).to.equal('abycdxab');
    expect(onAir(entry, 3000 + 120, 8)).to.equal('abcdabcd');
    const lineups = [entry, edited].map((each) => planOf(each).lineupFor({}));
    for (let frame = 3000; frame < 3000 + 120 + 60; frame += 1) {
      const [before, after] = lineups.map((lineup) => positionAtFrame(lineup, frame));
      expect(after).to.deep.equal(before);
    }
  });

  it('TL4 so does a sequence that is played once, and ends with its new revision', () => {
    const edited = edit(entryOf('abc', { loops: false }), 'abde', 3045);
    expect(onAir(edited, 3000, 6)).to.equal('abde--');
  });

  it('an item that is taken out while on air is finished; what followed it comes next', () => {
    expect(onAir(edit(entryOf('abcd'), 'acd', 3045), 3000, 6)).to.equal('abcdac');
    expect(onAir(edit(entryOf('abcd'), 'axcd', 3045), 3000, 6)).to.equal('abcdax');
    expect(onAir(edit(entryOf('ab', { loops: false }), 'a', 3045), 3000, 4)).to.equal('ab--');
  });

  it('TL4 of two edits during one item, the second counts alone', () => {
    const edited = edit(edit(entryOf('abc'), 'abx', 3010), 'aby', 3020, 3);
    expect(onAir(edited, 3000, 6)).to.equal('abyaby');
    expect(edited.runs.map(({ sequence }) => sequence?.revision)).to.deep.equal([1, 3]);
  });

  it('a take-over follows the other, each at the end of an item', () => {
    const twice = edit(edit(entryOf('abc'), 'abx', 3010), 'yabx', 3045, 3);
    expect(onAir(twice, 3000, 8)).to.equal('abxyabxy');
  });

  it('drops the runs that were over a minute ago, and moves nothing by it', () => {
    let entry = entryOf('abcd');
    for (let index = 0; index < 20; index += 1)
      entry = edit(entry, index % 2 ? 'abcd' : 'abce', 3000 + index * 1800, index);
    expect(entry.runs).to.have.length.below(5);
    const before = onAir(entry, 3000 + 19 * 1800, 12);
    const later = edit(entry, 'abcd', 3000 + 19 * 1800 + 10, 99);
    expect(onAir(later, 3000 + 19 * 1800, 1)).to.equal(before[0]);
  });

  it('what is not on air takes over at once; what is over stays over', () => {
    expect(onAir(edit(entryOf('ab'), 'xyz', 2000), 3000, 4)).to.equal('xyzx');
    expect(onAir(edit(entryOf('ab', { loops: false }), 'abcdef', 3075), 3000, 6)).to.equal('ab----');
    expect(onAir(edit(entryOf('ab', { lengthFrames: 60 }), 'abcdef', 3075), 3000, 6)).to.equal('ab----');
  });

  it('TL4 the occurrence on air goes on; later ones start with the new revision', () => {
    const startsAtMs = Date.UTC(2026, 0, 1);
    const starts = new RepeatedStarts({ rule: 'FREQ=DAILY', timeZone: 'UTC', startsAtMs }, grid);
    const [first, second] = [starts.firstFrame, starts.firstFrame + 24 * 60 * 60 * 30];
    const edited = edit(entryOf('abc', { starts, loops: false }), 'xabcd', first + 45);
    expect(onAir(edited, first, 6)).to.equal('abcd--');
    expect(onAir(edited, second, 6)).to.equal('xabcd-');
    const between = edit(entryOf('abc', { starts, loops: false }), 'abcd', first + 4500);
    expect(onAir(between, first, 6)).to.equal('abc---');
    expect(onAir(between, second, 6)).to.equal('abcd--');
  });

  it('an occurrence that a take-over has ended stays over, though the next edit comes on that very frame', () => {
    const startsAtMs = Date.UTC(2026, 0, 1);
    const starts = new RepeatedStarts({ rule: 'FREQ=DAILY', timeZone: 'UTC', startsAtMs }, grid);
    const { firstFrame } = starts;
    const ended = edit(entryOf('ab', { starts, loops: false }), 'x', firstFrame + 15);
    expect(onAir(ended, firstFrame, 3)).to.equal('a--');
    expect(onAir(edit(ended, 'b', firstFrame + 30, 3), firstFrame, 3)).to.equal('a--');
  });

  it('an occurrence that cuts the item off starts with the new revision', () => {
    const starts = {
      ...once(3000),
      lastAtOrBefore: () => 3000,
      between: (from: number, to: number) => (from <= 3050 && to > 3050 ? [3050] : []),
    };
    expect(takeOver(entryOf('ab', { starts }), plan('xy', 2), 3040, grid).at(-1)).to.include({ fromFrame: 3050 });
  });
});

describe('the item behind', () => {
  const cases: readonly (readonly [before: string, index: number, after: string, next: number])[] = [
    ['abc', 1, 'abc', 2],
    ['abc', 2, 'abc', 3],
    ['abc', 1, 'xabc', 3],
    ['abc', 1, 'abxc', 2],
    ['abc', 0, 'bac', 2],
    ['abac', 2, 'xabac', 4],
    ['abac', 0, 'xabac', 2],
    ['abcd', 1, 'acd', 1],
    ['abcd', 1, 'axcd', 2],
    ['abcd', 1, 'axd', 2],
    ['abc', 1, 'xyz', 2],
    ['abc', 2, 'x', 1],
    ['ab', 1, 'axy', 2],
    ['abcde', 1, 'dxc', 2],
  ];
  for (const [before, index, after, next] of cases) {
    it(`of ${before[index]} in ${before} is at ${next} in ${after}`, () => {
      expect(indexAfter([...before], index, [...after])).to.equal(next);
    });
  }
});
