import { expect } from 'chai';
import fc from 'fast-check';
import { Recurrence } from '../../shared/timeline/recurrence.js';
import { askDateutil } from '../support/dateutil.js';
import { ruleText, WEEKDAYS } from '../unit/shared/timeline/recurrence-oracle.js';
import { type RuleWithin, rules } from '../unit/shared/timeline/rule-arbitraries.js';

const RULES = 3000;
const DAY_MS = 86_400_000;
const RANGE_DAYS = { DAILY: 60, WEEKLY: 300, MONTHLY: 1000, YEARLY: 3000 };

const asked = fc
  .record({
    rule: rules.map(bothUnderstand),
    startsAtMs: fc.integer({ min: 10_000 * 1440, max: 40_000 * 1440 }).map((minute) => minute * 60_000),
    afterDays: fc.integer({ min: 0, max: 3000 }),
  })
  .map(({ rule: { untilDays, ...rule }, startsAtMs, afterDays }) => {
    const fromMs = startsAtMs + (afterDays + daysLeftOut(rule)) * DAY_MS;
    const ends = untilDays === undefined ? {} : { untilMs: startsAtMs + 3 * untilDays * DAY_MS };
    return { rule: { ...rule, ...ends }, startsAtMs, fromMs, toMs: fromMs + RANGE_DAYS[rule.freq] * DAY_MS };
  });

/**
 * Leaves out where dateutil 2.9 departs from RFC 5545, or fails: weeks that reach into another year, a number of a weekday
 * that a month does not have, and counting on from such.
 */
function bothUnderstand(given: RuleWithin): RuleWithin {
  const { byDay, byWeekNo, count, ...rule } = given;
  const ofMonth = rule.freq === 'MONTHLY' || rule.byMonth !== undefined;
  const days = byDay?.filter(({ nth }) => !ofMonth || Math.abs(nth) <= 5);
  const weeks = byWeekNo?.filter((week) => Math.abs(week) > 1 && Math.abs(week) < 52);
  const isCounted = count !== undefined && !daysLeftOut(given);
  return {
    ...rule,
    ...(days && { byDay: days.length > 0 ? days : [{ weekday: 1, nth: 1 }] }),
    ...(weeks && weeks.length > 0 && { byWeekNo: weeks }),
    ...(weeks && byDay && { byDay: byDay.map(({ weekday }) => ({ weekday, nth: 0 })) }),
    ...(isCounted && { count }),
  };
}

/** It cuts the first week short before BYSETPOS counts in it. */
function daysLeftOut({ freq, bySetPos }: RuleWithin): number {
  return freq === 'WEEKLY' && bySetPos !== undefined ? 7 : 0;
}

/** It has no time zones here, and takes every day of a week where RFC 5545 takes that of the start. */
function theirText(rule: Parameters<typeof ruleText>[0], startsAtMs: number): string {
  const text = ruleText(rule).replace(/(UNTIL=\w+)Z/, '$1');
  const isImplied = rule.byWeekNo && !(rule.byDay || rule.byMonthDay || rule.byYearDay);
  return isImplied ? `${text};BYDAY=${WEEKDAYS[new Date(startsAtMs).getUTCDay()]}` : text;
}

describe('recurrence rules, beside python-dateutil', function () {
  this.timeout(120_000);

  it(`give the same on ${RULES} rules of every part`, async () => {
    const questions = fc.sample(asked, RULES);
    const answers = await askDateutil(
      questions.map(({ rule, startsAtMs, fromMs, toMs }) => ({
        ...{ rule: theirText(rule, startsAtMs), startsAtMs, fromMs, toMs },
      })),
    );
    expect(answers).to.have.lengthOf(RULES);
    for (const [index, { rule, startsAtMs, fromMs, toMs }] of questions.entries()) {
      const what = `${ruleText(rule)} from ${iso(startsAtMs)}`;
      const found = new Recurrence(ruleText(rule), startsAtMs, 'UTC').between(fromMs, toMs + 1);
      expect(found.map(iso), what).to.deep.equal(answers[index]!.map(iso));
    }
    expect(answers.flat().length).to.be.above(RULES);
  });
});

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
