import fc from 'fast-check';
import type { Rule } from './recurrence-oracle.js';

/** A rule, and how long after some instant it ends. */
export type RuleWithin = Omit<Rule, 'untilMs'> & { readonly untilDays?: number };

const among = (min: number, max: number) =>
  fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
    .map((values) => values.sort((a, b) => a - b));
const signed = (max: number) =>
  fc.uniqueArray(
    fc.integer({ min: -max, max }).filter((value) => value !== 0),
    { minLength: 1, maxLength: 3 },
  );
/** Each of a weekday, or one of them by its number: numbers and none do not go together. */
const byDay = (most: number) => {
  const weekday = fc.integer({ min: 0, max: 6 });
  const days = (nth: fc.Arbitrary<number>) =>
    fc.uniqueArray(fc.record({ weekday, nth }), {
      ...{ minLength: 1, maxLength: 4 },
      selector: ({ weekday: day, nth: number }) => `${number}/${day}`,
    });
  const plain = days(fc.constant(0));
  // The ends of a year are where its 53rd weekdays are.
  const few = fc.integer({ min: -Math.min(5, most), max: Math.min(5, most) });
  const many = fc.oneof(few, fc.integer({ min: -most, max: most }), fc.constantFrom(most, -most));
  return most === 0 ? plain : fc.oneof(plain, days(many.filter((nth) => nth !== 0)));
};

const partsOf = {
  DAILY: { byDay: byDay(0), byMonth: among(1, 12), byMonthDay: signed(31) },
  WEEKLY: { byDay: byDay(0), byMonth: among(1, 12) },
  MONTHLY: { byDay: byDay(5), byMonth: among(1, 12), byMonthDay: signed(31) },
  YEARLY: {
    byDay: byDay(53),
    byMonth: among(1, 12),
    byMonthDay: signed(31),
    byYearDay: signed(366),
    byWeekNo: fc.oneof(signed(53), signed(2), fc.constantFrom([53], [-53], [52, 53])),
  },
};

/** All that the grammar takes, but for what fills a rule with more than five hundred characters. */
export const rules: fc.Arbitrary<RuleWithin> = fc
  .constantFrom('DAILY' as const, 'WEEKLY' as const, 'MONTHLY' as const, 'YEARLY' as const, 'YEARLY' as const)
  .chain((freq) =>
    fc.record(
      {
        freq: fc.constant(freq),
        interval: fc.constantFrom(1, 1, 1, 2, 3, 5),
        wkst: fc.integer({ min: 0, max: 6 }),
        ...partsOf[freq],
        // The hours that clocks are changed in come up most.
        byHour: fc.oneof(among(0, 3), among(0, 23)),
        byMinute: among(0, 59),
        bySecond: among(0, 59),
        bySetPos: fc.oneof({ weight: 4, arbitrary: signed(3) }, { weight: 1, arbitrary: signed(366) }),
        count: fc.integer({ min: 1, max: 40 }),
        untilDays: fc.integer({ min: 0, max: 800 }),
      },
      { requiredKeys: ['freq', 'interval', 'wkst'] },
    ),
  )
  .map(allowed);

/** Takes out what RFC 5545 does not allow together. */
function allowed(given: RuleWithin): RuleWithin {
  const rule: { -readonly [Key in keyof RuleWithin]: RuleWithin[Key] } = { ...given };
  if (rule.count !== undefined) {
    if (rule.count % 2 === 0) delete rule.count;
    else delete rule.untilDays;
  }
  if (rule.byWeekNo && rule.byDay) rule.byDay = rule.byDay.map(({ weekday }) => ({ weekday, nth: 0 }));
  const { byDay: days, byMonth, byMonthDay, byYearDay, byWeekNo, byHour, byMinute, bySecond } = rule;
  if (!(days || byMonth || byMonthDay || byYearDay || byWeekNo || byHour || byMinute || bySecond)) delete rule.bySetPos;
  return rule;
}
