import { expect } from 'chai';
import fc from 'fast-check';
import { movedRule } from '../../../../../client/console/schedule/moved-rule.js';
import { Recurrence } from '../../../../../shared/timeline/recurrence.js';
import { parseRule } from '../../../../../shared/timeline/recurrence-rule.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 366 * DAY_MS;
/** A Friday. */
const FRIDAY_8PM = Date.UTC(2026, 0, 9, 20);

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const list = (value: fc.Arbitrary<number | string>) =>
  fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((values) => values.join());
const signed = (most: number) =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.constantFrom(1, 1, -1)).map(([number, sign]) => sign * number);
const weekday = fc.constantFrom(...WEEKDAYS);
const counted = (most: number) => fc.tuple(signed(most), weekday).map(([nth, day]) => nth + day);

const common = {
  INTERVAL: fc.integer({ min: 1, max: 3 }),
  WKST: weekday,
  BYHOUR: list(fc.integer({ min: 0, max: 23 })),
  BYMINUTE: list(fc.constantFrom(0, 15, 30, 45)),
  BYSETPOS: list(fc.constantFrom(1, -1, 2)),
  COUNT: fc.integer({ min: 1, max: 40 }),
};
const months = list(fc.integer({ min: 1, max: 12 }));
const dates = list(signed(31));
const daysOf = {
  DAILY: { BYDAY: list(weekday), BYMONTHDAY: dates, BYMONTH: months },
  WEEKLY: { BYDAY: list(weekday), BYMONTH: months },
  MONTHLY: { BYDAY: fc.oneof(list(weekday), list(counted(5))), BYMONTHDAY: dates, BYMONTH: months },
  YEARLY: {
    ...{ BYDAY: fc.oneof(list(weekday), list(counted(5))), BYMONTHDAY: dates, BYMONTH: months },
    ...{ BYYEARDAY: list(signed(366)), BYWEEKNO: list(signed(53)) },
  },
};

const rules = fc
  .constantFrom('DAILY' as const, 'WEEKLY' as const, 'MONTHLY' as const, 'YEARLY' as const)
  .chain((frequency) =>
    fc
      .record({ FREQ: fc.constant(frequency), ...common, ...daysOf[frequency] }, { requiredKeys: ['FREQ'] })
      .map((parts) => Object.entries(parts).map(([name, value]) => `${name}=${value}`)),
  )
  // A few parts at a time: all of them together hardly ever come round.
  .chain(([frequency, ...parts]) =>
    fc.subarray(parts, { maxLength: Math.min(3, parts.length) }).map((some) => [frequency, ...some].join(';')),
  )
  .filter((rule) => isAllowed(rule));

function isAllowed(rule: string): boolean {
  try {
    parseRule(rule);
    return true;
  } catch {
    return false;
  }
}

const moves = fc.oneof(
  fc.integer({ min: -10, max: 10 }).map((days) => days * DAY_MS),
  fc.integer({ min: -8, max: 8 }).map((hours) => hours * HOUR_MS),
  fc.integer({ min: -40 * 96, max: 40 * 96 }).map((quarters) => quarters * 15 * MINUTE_MS),
);

describe('a rule that is moved', () => {
  it('comes round as before, so much later, whatever it is; else it is not moved', () => {
    let moved = 0;
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 4 * 365 * 96 }), moves, (rule, startQuarters, byMs) => {
        const start = Date.UTC(2023, 0) + startQuarters * 15 * MINUTE_MS;
        const other = movedRule(rule, start, byMs);
        if (other === null) return;
        const spanMs = (/FREQ=(DAILY|WEEKLY)/.test(rule) ? 1 : 5) * YEAR_MS;
        const before = new Recurrence(rule, start, 'UTC').between(start, start + spanMs);
        const after = new Recurrence(other, start + byMs, 'UTC').between(start + byMs, start + byMs + spanMs);
        if (before.length > 0 && byMs !== 0) moved += 1;
        expect(after, `${rule} by ${byMs / HOUR_MS} h as ${other}`).to.deep.equal(before.map((at) => at + byMs));
      }),
      { numRuns: 200 },
    );
    expect(moved, 'most of them').to.be.above(60);
  });

  for (const [rule, byMs, other] of [
    ['FREQ=DAILY', 2 * HOUR_MS, 'FREQ=DAILY'],
    ['FREQ=WEEKLY;BYDAY=FR', 3 * DAY_MS, 'FREQ=WEEKLY;BYDAY=MO'],
    ['FREQ=WEEKLY;BYDAY=FR', -4 * DAY_MS, 'FREQ=WEEKLY;BYDAY=MO'],
    ['FREQ=WEEKLY;BYDAY=MO,FR', 5 * HOUR_MS, 'FREQ=WEEKLY;BYDAY=TU,SA'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', DAY_MS, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;WKST=TU'],
    ['FREQ=YEARLY;BYDAY=SA,MO;BYYEARDAY=34,-263', -DAY_MS, 'FREQ=YEARLY;BYDAY=FR,SU;BYYEARDAY=33,-264'],
    ['FREQ=DAILY;BYHOUR=8,20', HOUR_MS, 'FREQ=DAILY;BYHOUR=9,21'],
    ['FREQ=DAILY;BYHOUR=8,20;BYMINUTE=30', HOUR_MS / 2, 'FREQ=DAILY;BYHOUR=9,21;BYMINUTE=0'],
    ['FREQ=MONTHLY;BYMONTHDAY=9', DAY_MS, 'FREQ=MONTHLY;BYMONTHDAY=10'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', -DAY_MS, 'FREQ=MONTHLY;BYMONTHDAY=-2'],
    ['FREQ=MONTHLY;BYDAY=2FR', 7 * DAY_MS, 'FREQ=MONTHLY;BYDAY=3FR'],
    ['FREQ=YEARLY', -9 * DAY_MS, 'FREQ=YEARLY'],
  ] as const) {
    it(`is ${other} for ${rule} by ${byMs / HOUR_MS} hours`, () => {
      expect(movedRule(rule, FRIDAY_8PM, byMs)).to.equal(other);
    });
  }

  for (const [rule, byMs, why] of [
    ['FREQ=MONTHLY;BYMONTHDAY=28', DAY_MS, 'not every month has a 29th'],
    ['FREQ=MONTHLY;BYDAY=2FR', 3 * DAY_MS, 'the Monday after a second Friday may be the third'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', DAY_MS, 'the day after the last weekday is in no week of it'],
    ['FREQ=DAILY;BYHOUR=8,23', 2 * HOUR_MS, 'one of them goes over midnight'],
    ['FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0,30', HOUR_MS / 2, 'the hours would not go with all the minutes'],
    ['FREQ=YEARLY;BYWEEKNO=20', DAY_MS, 'weeks have numbers, days of weeks have none'],
    ['FREQ=WEEKLY;BYDAY=FR;BYMONTH=7', DAY_MS, 'a month would begin and end with another day'],
  ] as const) {
    it(`is none for ${rule} by ${byMs / HOUR_MS} hours: ${why}`, () => {
      expect(movedRule(rule, FRIDAY_8PM, byMs)).to.equal(null);
    });
  }
});
