import { type CalendarDate, type DayNumber, dayOf, weekdayOf } from './calendar.js';
import type { RuleParts } from './recurrence-rule.js';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** In the order that {@link weekdayOf} counts them in. */
export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** Whether a local day is in. */
export type DayTest = (day: DayNumber, date: CalendarDate) => boolean;

/** A stretch of days that ordinals count in, from either end. */
type Stretch = (date: CalendarDate) => readonly [from: DayNumber, to: DayNumber];

const monthAround: Stretch = ({ year, month }) => [dayOf(year, month, 1), dayOf(year, month + 1, 1)];
const yearAround: Stretch = ({ year }) => [dayOf(year, 1, 1), dayOf(year + 1, 1, 1)];

/** The parts of a rule that are about days, each as a test that a day has to pass. */
export function dayTests(frequency: Frequency, parts: RuleParts, weekStart: number): DayTest[] {
  const numbers = (name: string) => parts.get(name)?.map(Number);
  const [months, monthDays, yearDays, weeks] = ['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO'].map(numbers);
  const days = parts.get('BYDAY');
  const tests: DayTest[] = [];
  if (months !== undefined) tests.push((_, { month }) => months.includes(month));
  if (monthDays !== undefined) tests.push(countedIn(monthAround, 1, monthDays));
  if (yearDays !== undefined) tests.push(countedIn(yearAround, 1, yearDays));
  if (weeks !== undefined) tests.push((day, date) => isInWeek(weeks, weekStart, day, date));
  if (days !== undefined) {
    const ofMonth = frequency === 'MONTHLY' || months !== undefined;
    tests.push(weekdayTest(days, ofMonth ? monthAround : yearAround));
  }
  return tests;
}

/** Whether a day is one of those that are counted, in steps of some days, from the start of a stretch or from its end. */
function countedIn(stretch: Stretch, step: number, ordinals: readonly number[]): DayTest {
  return (day, date) => {
    const [from, to] = stretch(date);
    return (
      ordinals.includes(Math.floor((day - from) / step) + 1) ||
      ordinals.includes(-Math.floor((to - 1 - day) / step) - 1)
    );
  };
}

function weekdayTest(days: readonly string[], stretch: Stretch): DayTest {
  const ordinalsOf = WEEKDAYS.map((name) => days.filter((day) => day.endsWith(name)).map((day) => day.slice(0, -2)));
  const tests = ordinalsOf.map((ordinals): DayTest => {
    if (ordinals.includes('')) return () => true;
    return ordinals.length === 0 ? () => false : countedIn(stretch, 7, ordinals.map(Number));
  });
  return (day, date) => tests[weekdayOf(day)]!(day, date);
}

/** By the weeks of RFC 5545: the first of a year is the first that has four days or more of it. */
function isInWeek(weeks: readonly number[], weekStart: number, day: DayNumber, { year }: CalendarDate): boolean {
  const own = firstWeekOf(year, weekStart);
  const next = firstWeekOf(year + 1, weekStart);
  const [from, to] =
    day < own
      ? [firstWeekOf(year - 1, weekStart), own]
      : day < next
        ? [own, next]
        : [next, firstWeekOf(year + 2, weekStart)];
  const week = Math.floor((day - from) / 7) + 1;
  return weeks.includes(week) || weeks.includes(week - 1 - (to - from) / 7);
}

function firstWeekOf(year: number, weekStart: number): DayNumber {
  // The week that 4 January lies in has four days of the year, wherever weeks start.
  const fourth = dayOf(year, 1, 4);
  return fourth - ((weekdayOf(fourth) - weekStart + 7) % 7);
}

export function weekdayNumber(name: string): number {
  return (WEEKDAYS as readonly string[]).indexOf(name);
}
