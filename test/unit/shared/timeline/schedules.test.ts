import { expect } from 'chai';
import fc from 'fast-check';
import type { Audience, Condition } from '../../../../shared/timeline/audience.js';
import { matches } from '../../../../shared/timeline/audience.js';
import { ChannelPlan, type PlannedEntry } from '../../../../shared/timeline/channel-plan.js';
import { frameAt, gridFor } from '../../../../shared/timeline/grid.js';
import { changesNow } from '../../../../shared/timeline/lineup-diff.js';
import { once } from '../../../../shared/timeline/occurrence-starts.js';
import { airingAtFrame, positionAtFrame } from '../../../../shared/timeline/position.js';
import { RepeatedStarts } from '../../../../shared/timeline/repeated-starts.js';
import { stretchesBetween } from '../../../../shared/timeline/schedule.js';
import type { PlannedItem } from '../../../../shared/timeline/sequence-plan.js';
import { SequencePlan } from '../../../../shared/timeline/sequence-plan.js';
import { takeOver } from '../../../../shared/timeline/take-over.js';
import { runOf, slatePlan } from '../../../support/channel-plans.js';
import { item, slate } from '../../../support/timeline-items.js';

const grid = gridFor(30);
const STEP = grid.framesPerStep;
const HOUR_STEPS = 36_000;
/** A Thursday, where one block of the timeline ends and the next begins; three days before clocks change in Europe. */
const BASE_MS = Date.UTC(2026, 2, 26);
const BASE = frameAt(grid, BASE_MS);
const LAST = BASE + 20 * 24 * HOUR_STEPS * STEP;
const SLATE_FRAMES = 330;
const gapFill = slate(SLATE_FRAMES);
const AUDIENCES: readonly Audience[] = [{}, { lang: 'fr' }, { lang: 'de', tier: 'free' }, { viewer: 'bob' }];

const conditions: fc.Arbitrary<Condition> = fc.constantFrom(
  {},
  {},
  { lang: 'fr' },
  { tier: 'free' },
  { viewer: 'bob' },
);
const steps = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 3 * HOUR_STEPS }));
const media = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd'), steps)
  .map(([mediaId, length]) => item(mediaId, length * STEP));
const positions: fc.Arbitrary<PlannedItem> = fc.oneof(
  media.map((one) => ({
    identity: `${one.mediaId}${one.frames}`,
    frames: one.frames,
    choices: [{ when: {}, item: one }],
  })),
  fc
    .record({ length: steps, choices: fc.array(fc.record({ when: conditions, item: media }), { maxLength: 3 }) })
    .map(({ length, choices }) => ({ identity: JSON.stringify([length, choices]), frames: length * STEP, choices })),
);
const contents = fc.array(positions, { minLength: 1, maxLength: 6 });
const sequenceOf = (items: readonly PlannedItem[], revision = 1) =>
  new SequencePlan('s', revision, items, gapFill.items[0]!);

const starts = fc.oneof(
  fc.integer({ min: 0, max: 10 * 24 * HOUR_STEPS }).map((step) => once(BASE + step * STEP)),
  fc
    .record({
      rule: fc.constantFrom(
        ...['FREQ=DAILY', 'FREQ=DAILY;BYHOUR=1,2,3', 'FREQ=WEEKLY;BYDAY=SA,SU', 'FREQ=DAILY;COUNT=5'],
        // Dense: the timeline is worked out in shorter blocks.
        `FREQ=DAILY;BYHOUR=${Array.from({ length: 24 }, (_, hour) => hour).join()};BYMINUTE=0,30`,
      ),
      timeZone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York'),
      startsAtMs: fc.integer({ min: -200 * 24, max: 240 }).map((hours) => BASE_MS + hours * 3_600_000),
    })
    .map((start) => new RepeatedStarts(start, grid)),
);
const authored: fc.Arbitrary<PlannedEntry> = fc.record({
  id: fc.uuid(),
  when: conditions,
  priority: fc.integer({ min: 0, max: 2 }),
  starts,
  lengthFrames: fc.oneof(
    fc.constant(Number.POSITIVE_INFINITY),
    steps.map((length) => length * STEP),
  ),
  loops: fc.boolean(),
  runs: contents.map((items) => [runOf(sequenceOf(items))]),
});
/** Where a host goes to the slate. */
const toSlate = authored.map(
  (entry): PlannedEntry => ({ ...entry, loops: true, runs: [runOf(slatePlan(SLATE_FRAMES))] }),
);
const entries = fc.oneof({ weight: 3, arbitrary: authored }, { weight: 1, arbitrary: toSlate });
const schedules = fc.array(entries, { maxLength: 6 });
const frames = fc.integer({ min: BASE - 1000, max: LAST });
const audiences = fc.constantFrom(...AUDIENCES);
const planOf = (list: readonly PlannedEntry[]) => new ChannelPlan({ version: 1, grid, gapFill, entries: list });
const text = (plan: ChannelPlan, audience: Audience, frame: number) => {
  const { airing, mediaFrame } = positionAtFrame(plan.lineupFor(audience), frame);
  return `${airing.item.kind} ${airing.item.mediaId}@${mediaFrame} ${airing.sequenceId} ${airing.itemIndex}`;
};

/** What is on air by trying every entry, and every place of its sequence in turn. */
function naive(list: readonly PlannedEntry[], audience: Audience, frame: number): string {
  const wanted = list.filter(({ when }) => matches(when, audience));
  const onAir = wanted
    .flatMap((entry) => stretchesBetween(entry, frame, frame + 1).map((stretch) => ({ entry, stretch })))
    .sort(
      (a, b) =>
        b.entry.priority - a.entry.priority ||
        a.entry.starts.firstFrame - b.entry.starts.firstFrame ||
        (a.entry.id < b.entry.id ? -1 : 1),
    )[0];
  if (onAir === undefined) {
    const ends = wanted.flatMap((entry) =>
      stretchesBetween(entry, BASE - 250 * 24 * HOUR_STEPS * STEP, frame).map(({ endFrame }) => endFrame),
    );
    const from = Math.max(...ends.filter((end) => end <= frame), Number.NEGATIVE_INFINITY);
    const elapsed = frame - (Number.isFinite(from) ? from : 0);
    return `slate slate@${elapsed % SLATE_FRAMES} null 0`;
  }
  const { sequence, originFrame } = onAir.stretch;
  let left = (frame - originFrame) % sequence.frames;
  for (const [index, { frames: length, choices }] of sequence.items.entries()) {
    if (left >= length) {
      left -= length;
      continue;
    }
    const chosen = choices.find(({ when }) => matches(when, audience))?.item;
    const place = `${sequence.id} ${index}`;
    if (chosen !== undefined && left < chosen.frames) return `${chosen.kind} ${chosen.mediaId}@${left} ${place}`;
    return `slate slate@${(left - (chosen?.frames ?? 0)) % SLATE_FRAMES} ${place}`;
  }
  throw new Error('a turn has an end');
}

describe('any schedule', function () {
  this.timeout(30_000);

  it('TL1 TL5 has at every frame what trying everything finds, with rules, slots, audiences and priorities', () => {
    fc.assert(
      fc.property(schedules, audiences, fc.array(frames, { minLength: 1, maxLength: 20 }), (list, audience, asked) => {
        const plan = planOf(list);
        const lineup = plan.lineupFor(audience);
        for (const frame of asked) {
          expect(text(plan, audience, frame)).to.equal(naive(list, audience, frame));
          const airing = airingAtFrame(lineup, frame);
          expect(frame).to.be.within(airing.startFrame, airing.endFrame - 1);
          expect(airingAtFrame(lineup, airing.endFrame - 1)).to.deep.equal(airing);
          expect(airingAtFrame(lineup, airing.endFrame).startFrame).to.equal(airing.endFrame);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('TL2 is the same whatever was asked first, in whatever order its entries come', () => {
    fc.assert(
      fc.property(schedules, audiences, fc.array(frames, { minLength: 2, maxLength: 10 }), (list, audience, asked) => {
        const [one, other] = [planOf(list), planOf(list.toReversed())].map((plan) => plan.lineupFor(audience));
        expect(other!.key).to.equal(one!.key);
        const found = asked.map((frame) => positionAtFrame(one!, frame));
        const again = asked.toReversed().map((frame) => positionAtFrame(other!, frame));
        expect(again.reverse()).to.deep.equal(found);
      }),
      { numRuns: 100 },
    );
  });

  it('plays the same to two audiences outside what is chosen for one of them, and equal signatures mean equal keys', () => {
    fc.assert(
      fc.property(schedules, audiences, audiences, frames, (list, a, b, frame) => {
        const plan = planOf(list);
        const [ofA, ofB] = [plan.lineupFor(a), plan.lineupFor(b)];
        if (plan.signatureOf(a) === plan.signatureOf(b)) expect(ofA.key).to.equal(ofB.key);
        if (list.some(({ when }) => Object.keys(when).length > 0)) return;
        const [spanA, spanB] = [ofA.spanAt(frame), ofB.spanAt(frame)];
        expect([spanA.startFrame, spanA.endFrame, spanA.originFrame]).to.deep.equal([
          ...[spanB.startFrame, spanB.endFrame, spanB.originFrame],
        ]);
        const [airingA, airingB] = [airingAtFrame(ofA, frame), airingAtFrame(ofB, frame)];
        expect(airingA.itemIndex).to.equal(airingB.itemIndex);
        const sequence = list
          .flatMap(({ runs }) => runs[0]!.sequence!)
          .find((one) => one.resolve(a) === spanA.sequence);
        const choices = sequence?.items[airingA.itemIndex]?.choices ?? [];
        if (choices.every(({ when }) => Object.keys(when).length === 0)) expect(airingA).to.deep.equal(airingB);
      }),
      { numRuns: 200 },
    );
  });

  it('TL4 an edited sequence moves nothing that is on air, for any audience, until the airing item is over', () => {
    fc.assert(
      fc.property(
        authored,
        schedules,
        contents,
        contents,
        frames,
        fc.nat(60_000),
        (edited, rest, second, third, at, later) => {
          let entry = edited;
          let frame = Math.floor(at / STEP) * STEP;
          for (const [index, items] of [second, third].entries()) {
            const runs = takeOver(entry, sequenceOf(items, index + 2), frame, grid);
            const after = { ...entry, runs };
            for (const audience of AUDIENCES) {
              const [before, now] = [planOf([entry, ...rest]), planOf([after, ...rest])].map((plan) =>
                plan.lineupFor(audience),
              );
              expect(changesNow(before!, now!, frame)).to.equal(false);
              const takenOverAt = runs.at(-1)!.fromFrame;
              const until = Math.min(airingAtFrame(before!, frame).endFrame, takenOverAt) - 1;
              if (until > frame) expect(changesNow(before!, now!, until)).to.equal(false);
            }
            entry = after;
            frame += later * STEP;
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
