import { expect } from 'chai';
import fc from 'fast-check';
import type { Audience, Condition } from '../../../../shared/timeline/audience.js';
import { ChannelPlan, type PlannedEntry } from '../../../../shared/timeline/channel-plan.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { once } from '../../../../shared/timeline/occurrence-starts.js';
import { endedBy, type Past } from '../../../../shared/timeline/past.js';
import { positionAtFrame } from '../../../../shared/timeline/position.js';
import { RepeatedStarts } from '../../../../shared/timeline/repeated-starts.js';
import { plannedEntry } from '../../../support/channel-plans.js';
import { slate } from '../../../support/timeline-items.js';

const grid = gridFor(30);
const gapFill = slate(4110);
/** Where a block of the timeline begins, and a day of frames. */
const BASE = 300 * 7 * 86_400 * grid.fps;
const DAY = 86_400 * grid.fps;
const AUDIENCES: readonly Audience[] = [{}, { lang: 'fr' }, { lang: 'de', tier: 'free' }];

const conditions: fc.Arbitrary<Condition> = fc.constantFrom({}, {}, { lang: 'fr' }, { tier: 'free' });
const entryBetween = (from: number, to: number) =>
  fc
    .record({
      id: fc.uuid(),
      when: conditions,
      priority: fc.nat(2),
      start: fc.integer({ min: from, max: to - 60 }),
      length: fc.integer({ min: 1, max: DAY / 30 }),
      loops: fc.boolean(),
    })
    .map(({ start, length, ...rest }) =>
      plannedEntry({
        ...rest,
        starts: once(start * grid.framesPerStep),
        // Over at the end of the range at the latest.
        lengthFrames: Math.min(length, to - start) * grid.framesPerStep,
      }),
    );
const STEP = BASE / grid.framesPerStep;
const DAY_STEPS = DAY / grid.framesPerStep;
const daily = fc.integer({ min: -48, max: 24 }).map((hour) =>
  plannedEntry({
    id: `daily-${hour}`,
    starts: new RepeatedStarts(
      { rule: 'FREQ=DAILY', timeZone: 'Europe/Paris', startsAtMs: (BASE / grid.fps + hour * 3600) * 1000 },
      grid,
    ),
    lengthFrames: DAY / 48,
  }),
);
const over = fc.array(entryBetween(STEP - 3 * DAY_STEPS, STEP), { maxLength: 4 });
const toCome = fc.array(entryBetween(STEP + 1, STEP + 3 * DAY_STEPS), { maxLength: 3 });
const kept = fc.tuple(toCome, fc.array(daily, { maxLength: 1 })).map((lists) => lists.flat());
const frames = fc.integer({ min: BASE, max: BASE + 10 * DAY });

const planOf = (entries: readonly PlannedEntry[], past: Past | null) =>
  new ChannelPlan({ version: 1, grid, gapFill, entries, past });
const following = (before: ChannelPlan, effectiveFrame: number, entries: readonly PlannedEntry[]) =>
  planOf(entries, { effectiveFrame, ended: endedBy(before, effectiveFrame) });
const text = (plan: ChannelPlan, audience: Audience, frame: number) => {
  const { airing, mediaFrame } = positionAtFrame(plan.lineupFor(audience), frame);
  return `${airing.item.mediaId}@${mediaFrame} ${airing.sequenceId}`;
};

describe('the past of a schedule', () => {
  it('TL4 stays as it was: to remove, add or move entries that are over moves no gap', () => {
    fc.assert(
      fc.property(over, over, over, kept, fc.array(frames, { minLength: 1, maxLength: 8 }), (a, b, c, rest, asked) => {
        const first = planOf([...a, ...rest], null);
        const second = following(first, BASE, [...b, ...rest]);
        const third = following(second, BASE + 3, [...c, ...rest]);
        for (const audience of AUDIENCES) {
          for (const frame of asked) {
            const expected = text(first, audience, frame);
            expect(text(second, audience, frame)).to.equal(expected);
            if (frame >= BASE + 3) expect(text(third, audience, frame)).to.equal(expected);
          }
        }
      }),
    );
  });

  it('TL2 is the same whatever block was asked for first, and equal signatures mean equal keys', () => {
    const around = fc.array(fc.integer({ min: BASE - 10 * DAY, max: BASE + 10 * DAY }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(over, over, kept, around, (a, b, rest, asked) => {
        const [one, other] = [0, 1].map(() => following(planOf([...a, ...rest], null), BASE, [...b, ...rest]));
        for (const audience of AUDIENCES) {
          const [lineup, again] = [one!.lineupFor(audience), other!.lineupFor(audience)];
          const found = asked.map((frame) => positionAtFrame(lineup, frame));
          const backwards = asked.toReversed().map((frame) => positionAtFrame(again, frame));
          expect(backwards.reverse()).to.deep.equal(found);
          for (const { airing } of found) {
            expect(positionAtFrame(lineup, airing.startFrame).airing).to.deep.equal(airing);
          }
        }
        const keys = AUDIENCES.map((audience) => `${one!.signatureOf(audience)} ${one!.lineupFor(audience).key}`);
        expect(new Set(keys).size).to.be.at.least(new Set(AUDIENCES.map((each) => one!.signatureOf(each))).size);
        for (const x of AUDIENCES) {
          for (const y of AUDIENCES) {
            if (one!.signatureOf(x) === one!.signatureOf(y)) {
              expect(one!.lineupFor(x).key).to.equal(one!.lineupFor(y).key);
            }
          }
        }
      }),
    );
  });

  it('changes no key as long as it follows from the entries', () => {
    const entry = plannedEntry({ starts: once(BASE), lengthFrames: 900 });
    const before = planOf([entry], null);
    const after = following(before, BASE + 9000, [entry]);
    expect(after.lineupFor({}).key).to.equal(before.lineupFor({}).key);
    expect(following(before, BASE + 9000, []).lineupFor({}).key).to.not.equal(planOf([], null).lineupFor({}).key);
  });

  it('is written down for no more audiences than it differs for', () => {
    const ended = (start: number, when: Condition) =>
      plannedEntry({ id: `${start}`, starts: once(start), lengthFrames: 300, when });
    const list = [ended(0, { lang: 'fr' }), ended(600, {}), ended(1200, { lang: 'de' }), ended(300, {})];
    expect(endedBy(planOf(list, null), 9000)).to.deep.equal([
      { when: { lang: 'de' }, endFrame: 1500 },
      { when: {}, endFrame: 900 },
    ]);
  });
});
