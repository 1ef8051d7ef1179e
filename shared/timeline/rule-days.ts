import { type DayNumber, dateOf, dayOf, weekdayOf } from './calendar.js';
import { type DayTest, dayTests, type Frequency, WEEKDAYS, weekdayNumber } from './day-tests.js';
import type { RuleParts } from './recurrence-rule.js';

/**
 * The local days that a rule (RFC 5545, section 3.3.10) gives, period by period. Periods are the days, weeks, months or
 * years that the rule does not skip by its INTERVAL, counted from the one that the rule starts in. A day is in when it
 * passes every part that is about days; what the start implies is such a part. A week that reaches into another year is,
 * for BYWEEKNO, in each of the two years with the days that lie there.
 */
export class RuleDays {
  /** After how many days the same weekdays come again, whatever the month and year; Infinity where these matter. */
  readonly cycleDays: number;
  /** The period of the start: a day, week, month or year, by its number. */
  readonly #first: number;
  readonly #frequency: Frequency;
  readonly #interval: number;
  readonly #weekStart: number;
  readonly #tests: readonly DayTest[];
  #latest: { readonly period: number; readonly days: readonly DayNumber[] } | undefined;

  constructor(parts: RuleParts, startDay: DayNumber) {
    this.#frequency = parts.get('FREQ')![0] as Frequency;
    this.#interval = Number(parts.get('INTERVAL')?.[0] ?? 1);
    this.cycleDays = cycleOf(this.#frequency, this.#interval, parts);
    this.#weekStart = weekdayNumber(parts.get('WKST')?.[0] ?? 'MO');
    this.#tests = dayTests(this.#frequency, withImplied(parts, startDay), this.#weekStart);
    this.#first = this.#numberOf(startDay);
  }

  /** The last period that begins at or before a day; 0 is the one of the start. */
  periodAt(day: DayNumber): number {
    return Math.floor((this.#numberOf(day) - this.#first) / this.#interval);
  }

  startOf(period: number): DayNumber {
    return this.#startOfNumber(this.#first + period * this.#interval);
  }

  /** Ascending. */
  daysOf(period: number): readonly DayNumber[] {
    if (this.#latest?.period === period) return this.#latest.days;
    const number = this.#first + period * this.#interval;
    const end = this.#startOfNumber(number + 1);
    const days: DayNumber[] = [];
    for (let day = this.#startOfNumber(number); day < end; day += 1) if (this.#fits(day)) days.push(day);
    this.#latest = { period, days };
    return days;
  }

  #fits(day: DayNumber): boolean {
    if (this.#tests.length === 0) return true;
    const date = dateOf(day);
    return this.#tests.every((test) => test(day, date));
  }

  #numberOf(day: DayNumber): number {
    if (this.#frequency === 'DAILY') return day;
    if (this.#frequency === 'WEEKLY') return Math.floor((day + 4 - this.#weekStart) / 7);
    const { year, month } = dateOf(day);
    return this.#frequency === 'MONTHLY' ? year * 12 + month - 1 : year;
  }

  #startOfNumber(number: number): DayNumber {
    if (this.#frequency === 'DAILY') return number;
    if (this.#frequency === 'WEEKLY') return number * 7 - 4 + this.#weekStart;
    return this.#frequency === 'MONTHLY' ? dayOf(0, number + 1, 1) : dayOf(number, 1, 1);
  }
}

function cycleOf(frequency: Frequency, interval: number, parts: RuleParts): number {
  const isRegular = frequency === 'DAILY' || frequency === 'WEEKLY';
  if (!isRegular || parts.has('BYMONTH') || parts.has('BYMONTHDAY')) return Number.POSITIVE_INFINITY;
  if (frequency === 'WEEKLY') return interval * 7;
  return parts.has('BYDAY') && interval % 7 !== 0 ? interval * 7 : interval;
}

/** A rule with what its start says where the rule itself says nothing. */
function withImplied(parts: RuleParts, startDay: DayNumber): RuleParts {
  const { month, dayOfMonth } = dateOf(startDay);
  const frequency = parts.get('FREQ')![0];
  if (frequency === 'DAILY' || ['BYDAY', 'BYMONTHDAY', 'BYYEARDAY'].some((name) => parts.has(name))) return parts;
  if (frequency === 'WEEKLY' || parts.has('BYWEEKNO')) {
    return new Map([...parts, ['BYDAY', [WEEKDAYS[weekdayOf(startDay)]!]]]);
  }
  const ofYear = frequency === 'YEARLY' && !parts.has('BYMONTH');
  return new Map([
    ...parts,
    ['BYMONTHDAY', [`${dayOfMonth}`]],
    ...(ofYear ? ([['BYMONTH', [`${month}`]]] as const) : []),
  ]);
}
