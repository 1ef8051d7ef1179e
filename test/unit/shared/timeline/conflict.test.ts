import { expect } from 'chai';
import fc from 'fast-check';
import type { ChannelPlan } from '../../../../shared/timeline/channel-plan.js';
import { type Conflict, findConflict } from '../../../../shared/timeline/conflict.js';
import { frameAt, gridFor } from '../../../../shared/timeline/grid.js';
import { once } from '../../../../shared/timeline/occurrence-starts.js';
import { RepeatedStarts } from '../../../../shared/timeline/repeated-starts.js';
import { plannedEntry, planOf } from '../../../support/channel-plans.js';

const grid = gridFor(30);
const HOUR_FRAMES = 60 * 60 * grid.fps;
const frameOf = (iso: string) => frameAt(grid, Date.parse(iso));
const from = (startFrame: number, lengthFrames: number) => ({ starts: once(startFrame), lengthFrames });
const every = (rule: string, startsAt: string, timeZone = 'Europe/Paris') =>
  new RepeatedStarts({ rule, timeZone, startsAtMs: Date.parse(startsAt) }, grid);

/** The first conflict of one entry. */
function conflictOf(plan: ChannelPlan, entryId: string, fromFrame: number): Omit<Conflict, 'with'> | null {
  const conflict = findConflict(plan, [entryId], fromFrame);
  if (conflict === null) return null;
  const { with: asked, ...rest } = conflict;
  expect(asked).to.equal(entryId);
  return rest;
}

describe('conflict', () => {
  it('TL5 is what two entries of equal priority both want, and names the other', () => {
    const plan = planOf(plannedEntry({ id: 'a', ...from(0, 900) }), plannedEntry({ id: 'b', ...from(600, 900) }));
    expect(conflictOf(plan, 'b', 0)).to.deep.equal({ entryId: 'a', startFrame: 600, endFrame: 900 });
    expect(conflictOf(plan, 'a', 0)).to.deep.equal({ entryId: 'b', startFrame: 600, endFrame: 900 });
  });

  it('is none where one starts as the other ends, nor when it is past', () => {
    const plan = planOf(plannedEntry({ id: 'a', ...from(0, 900) }), plannedEntry({ id: 'b', ...from(900, 900) }));
    expect(conflictOf(plan, 'b', 0)).to.equal(null);
    const overlapping = planOf(
      plannedEntry({ id: 'a', ...from(0, 900) }),
      plannedEntry({ id: 'b', ...from(600, 900) }),
    );
    expect(conflictOf(overlapping, 'b', 900)).to.equal(null);
  });

  it('TL5 is none between priorities, nor between audiences that share no viewer', () => {
    const a = plannedEntry({ id: 'a', when: { lang: 'fr' } });
    expect(conflictOf(planOf(a, plannedEntry({ id: 'b', priority: 1 })), 'b', 0)).to.equal(null);
    expect(conflictOf(planOf(a, plannedEntry({ id: 'b', when: { lang: 'de' } })), 'b', 0)).to.equal(null);
    expect(conflictOf(planOf(a, plannedEntry({ id: 'b', when: { tier: 'free' } })), 'b', 0)).to.not.equal(null);
  });

  it('finds the first of several, and where an entry that ends with its sequence really ends', () => {
    const short = { ...from(3000, Number.POSITIVE_INFINITY), loops: false };
    const plan = planOf(
      plannedEntry({ id: 'later', ...from(3140, 900) }),
      plannedEntry({ id: 'sooner', ...from(3120, 15) }),
      plannedEntry({ id: 'short', ...short }),
    );
    expect(conflictOf(plan, 'short', 0)).to.deep.equal({ entryId: 'sooner', startFrame: 3120, endFrame: 3135 });
    expect(
      conflictOf(planOf(plannedEntry({ id: 'x', ...short }), plannedEntry({ id: 'y', ...from(3150, 9) })), 'y', 0),
    ).to.equal(null);
  });

  it('finds the night of the year on which two zones come too near each other', () => {
    // Between the two changes to summer time New York is an hour nearer.
    const paris = every('FREQ=DAILY', '2026-01-10T20:00:00Z');
    const newYork = every('FREQ=DAILY', '2026-01-10T21:00:00Z', 'America/New_York');
    const plan = planOf(
      plannedEntry({ id: 'paris', starts: paris, lengthFrames: HOUR_FRAMES }),
      plannedEntry({ id: 'new-york', starts: newYork, lengthFrames: HOUR_FRAMES }),
    );
    const startFrame = frameOf('2026-03-08T20:00:00Z');
    expect(conflictOf(plan, 'new-york', frameOf('2026-01-01T00:00:00Z'))).to.deep.equal({
      ...{ entryId: 'paris', startFrame, endFrame: startFrame + HOUR_FRAMES },
    });
  });

  it('is none of an entry with itself: the next occurrence cuts the one before it off', () => {
    const starts = every('FREQ=DAILY', '2026-01-10T20:00:00Z');
    expect(conflictOf(planOf(plannedEntry({ starts, lengthFrames: 30 * HOUR_FRAMES })), 'e', 0)).to.equal(null);
  });

  it('finds a rule that begins years from now in the way of one that has begun, and of what comes once', () => {
    const daily = { starts: every('FREQ=DAILY', '2026-01-10T20:00:00Z'), lengthFrames: HOUR_FRAMES };
    const weekly = { starts: every('FREQ=WEEKLY', '2030-01-10T20:30:00Z'), lengthFrames: HOUR_FRAMES };
    const single = { starts: once(frameOf('2035-03-01T20:59:00Z')), lengthFrames: HOUR_FRAMES };
    const plan = planOf(
      plannedEntry({ id: 'daily', ...daily }),
      plannedEntry({ id: 'weekly', ...weekly, when: { lang: 'fr' } }),
      plannedEntry({ id: 'single', ...single, when: { lang: 'de' } }),
    );
    const conflictAt = (id: string) => conflictOf(plan, id, 0)!.startFrame;
    expect(conflictAt('weekly')).to.equal(frameOf('2030-01-10T20:30:00Z'));
    expect(conflictAt('single')).to.equal(frameOf('2035-03-01T20:59:00Z'));
    expect(conflictAt('daily')).to.equal(frameOf('2030-01-10T20:30:00Z'));
  });

  it('finds two rules that meet once in seventeen years, and once in two centuries', () => {
    const conflictAt = (one: string, other: string, otherFrom = '2027-01-01T20:00:00Z') => {
      const plan = planOf(
        plannedEntry({ id: 'one', starts: every(one, '2026-12-01T20:00:00Z'), lengthFrames: HOUR_FRAMES }),
        plannedEntry({ id: 'other', starts: every(other, otherFrom), lengthFrames: HOUR_FRAMES }),
      );
      return conflictOf(plan, 'other', frameOf('2026-11-28T00:00:00Z'))?.startFrame;
    };
    const [seventh, twentyNinth] = ['FREQ=MONTHLY;INTERVAL=7', 'FREQ=MONTHLY;INTERVAL=29'];
    expect(conflictAt(seventh, twentyNinth, '2027-06-01T19:00:00Z')).to.equal(frameOf('2029-11-01T20:00:00Z'));
    expect(conflictAt(seventh, twentyNinth)).to.equal(frameOf('2041-07-01T19:00:00Z'));
    expect(conflictAt('FREQ=DAILY;INTERVAL=89', 'FREQ=DAILY;INTERVAL=97')).to.equal(frameOf('2046-08-27T19:00:00Z'));
    expect(conflictAt('FREQ=YEARLY;INTERVAL=7;BYMONTH=1;BYMONTHDAY=1', 'FREQ=YEARLY;INTERVAL=29')).to.equal(
      frameOf('2201-01-01T20:00:00Z'),
    );
    expect(conflictAt('FREQ=MONTHLY;INTERVAL=2', 'FREQ=MONTHLY;INTERVAL=2')).to.equal(undefined);
  });

  it('finds in a long night, years from now, what comes every leap day', () => {
    const plan = planOf(
      plannedEntry({ id: 'leap', starts: every('FREQ=YEARLY', '2028-02-29T20:00:00Z'), lengthFrames: HOUR_FRAMES }),
      plannedEntry({ id: 'loop', ...from(frameOf('2029-01-01T00:00:00Z'), Number.POSITIVE_INFINITY) }),
    );
    expect(conflictOf(plan, 'loop', frameOf('2028-06-01T00:00:00Z'))).to.deep.equal({
      ...{ entryId: 'leap', startFrame: frameOf('2032-02-29T20:00:00Z') },
      endFrame: frameOf('2032-02-29T21:00:00Z'),
    });
  });

  it('of many entries is the first that any of them has', () => {
    const entry = fc
      .record({
        ...{ start: fc.nat(2000), length: fc.integer({ min: 1, max: 300 }), priority: fc.nat(1) },
        lang: fc.constantFrom('fr', 'de', undefined),
      })
      .map(({ start, length, priority, lang }) => ({
        ...{ starts: once(start), lengthFrames: length, priority, when: lang === undefined ? {} : { lang } },
      }));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 12 }), fc.nat(2000), (entries, fromFrame) => {
        const plan = planOf(...entries.map((one, index) => plannedEntry({ id: `${index}`, ...one })));
        const ids = entries.map((_, index) => `${index}`).filter((_, index) => index % 2 === 0);
        const each = ids.map((id) => conflictOf(plan, id, fromFrame)?.startFrame ?? Number.POSITIVE_INFINITY);
        const first = findConflict(plan, ids, fromFrame)?.startFrame ?? Number.POSITIVE_INFINITY;
        expect(first).to.equal(Math.min(...each));
        for (const [index, id] of ids.entries()) expect(each[index]).to.equal(naively(plan, id, fromFrame));
      }),
    );
  });

  it('refuses to look for what is not there', () => {
    expect(() => conflictOf(planOf(), 'nobody', 0)).to.throw(RangeError, 'nobody');
  });
});

/** The first frame that an entry and another both want, looked at one by one. */
function naively(plan: ChannelPlan, id: string, fromFrame: number): number {
  const asked = plan.entries.find((one) => one.id === id)!;
  const wants = ({ starts, lengthFrames }: typeof asked, frame: number) =>
    frame >= starts.firstFrame && frame < starts.firstFrame + lengthFrames;
  const rivals = plan.entries.filter(
    (one) =>
      one !== asked &&
      one.priority === asked.priority &&
      (one.when['lang'] === undefined || asked.when['lang'] === undefined || one.when['lang'] === asked.when['lang']),
  );
  for (let frame = fromFrame; frame < 2400; frame += 1) {
    if (wants(asked, frame) && rivals.some((one) => wants(one, frame))) return frame;
  }
  return Number.POSITIVE_INFINITY;
}
