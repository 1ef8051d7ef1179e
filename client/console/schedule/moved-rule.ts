import { parseRule } from '../../../shared/timeline/recurrence-rule.js';
import type { Millis } from '../../../shared/units.js';

const DAY_MS = 86_400_000;
const DAY_S = 86_400;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Every month has as many days, and a weekday so many times; every year so many. */
const [DAYS_OF_MONTH, WEEKS_OF_MONTH, DAYS_OF_YEAR, WEEKS_OF_YEAR] = [28, 4, 365, 52];
const TIME_PARTS = [
  { name: 'BYHOUR', seconds: 3600, turn: 24 },
  { name: 'BYMINUTE', seconds: 60, turn: 60 },
  { name: 'BYSECOND', seconds: 1, turn: 60 },
] as const;

type Parts = Map<string, readonly string[]>;

/**
 * The rule of RFC 5545 that comes round whenever another does, so much later by the local clock; null where no rule as
 * plain says that, such as for what crosses the end of a month, since months are not equally long.
 *
 * @param startLocal when the rule begins, milliseconds as if the local clock showed UTC.
 * @param byMs whole seconds.
 */
export function movedRule(rule: string, startLocal: Millis, byMs: Millis): string | null {
  const parts: Parts = new Map(parseRule(rule));
  const days = moveTimes(parts, startLocal, byMs);
  if (days === null || (days !== 0 && !moveDays(parts, startLocal, days))) return null;
  return [...parts].map(([name, values]) => `${name}=${values.join()}`).join(';');
}

/** @returns over how many midnights all times of a day are moved alike; null where they are not. */
function moveTimes(parts: Parts, startLocal: Millis, byMs: Millis): number | null {
  const startS = Math.floor(startLocal / 1000) - Math.floor(startLocal / DAY_MS) * DAY_S;
  const valuesOf = ({ name, seconds, turn }: (typeof TIME_PARTS)[number]) =>
    parts.get(name)?.map(Number) ?? [unitOf(startS, seconds, turn)];
  const times = TIME_PARTS.reduce<number[]>(
    (sums, part) => sums.flatMap((sum) => valuesOf(part).map((value) => sum + value * part.seconds)),
    [0],
  );
  const moved = [startS, ...times].map((time) => time + byMs / 1000);
  const days = Math.floor(moved[0]! / DAY_S);
  if (moved.some((time) => Math.floor(time / DAY_S) !== days)) return null;
  const [newStart, ...newTimes] = moved.map((time) => time - days * DAY_S);
  let combinations = 1;
  for (const { name, seconds, turn } of TIME_PARTS) {
    const values = new Set(newTimes.map((time) => unitOf(time, seconds, turn)));
    combinations *= values.size;
    // What the rule does not name, it takes from its start.
    if (parts.has(name)) parts.set(name, [...values].sort((a, b) => a - b).map(String));
    else if (values.size > 1 || !values.has(unitOf(newStart!, seconds, turn))) return null;
  }
  return combinations === new Set(newTimes).size ? days : null;
}

function unitOf(timeS: number, seconds: number, turn: number): number {
  return Math.floor(timeS / seconds) % turn;
}

/** @returns whether the parts can say it. */
function moveDays(parts: Parts, startLocal: Millis, days: number): boolean {
  const frequency = parts.get('FREQ')![0]!;
  const isSparse = frequency === 'MONTHLY' || frequency === 'YEARLY';
  const isEachTime = Number(parts.get('INTERVAL')?.[0] ?? 1) === 1;
  const start = new Date(startLocal);
  const movedStart = new Date(startLocal + days * DAY_MS);
  // Months and years that are left out are counted from the one that the rule begins in.
  const keepsCount = isEachTime || start.getUTCMonth() === movedStart.getUTCMonth();
  if (parts.has('BYWEEKNO')) return false;
  const isCounted = parts.get('BYDAY')?.some((day) => day.length > 2) ?? false;
  if (parts.has('BYYEARDAY')) {
    if (parts.has('BYMONTH') || parts.has('BYMONTHDAY') || isCounted) return false;
    return keepsCount && moveWeekdays(parts, days) && moveNumbers(parts, 'BYYEARDAY', days, DAYS_OF_YEAR);
  }
  if (parts.has('BYMONTHDAY')) {
    return !isCounted && (keepsCount || !isSparse) && moveWeekdays(parts, days) && moveDates(parts, days);
  }
  if (isCounted) {
    const most = frequency === 'MONTHLY' || parts.has('BYMONTH') ? WEEKS_OF_MONTH : WEEKS_OF_YEAR;
    return keepsCount && days % 7 === 0 && moveNumbers(parts, 'BYDAY', days / 7, most);
  }
  if (isSparse && !parts.has('BYDAY')) {
    return frequency === 'YEARLY' && !parts.has('BYMONTH')
      ? isSameDateEachYear(start, days)
      : isWithinMonth(start.getUTCDate(), days);
  }
  if (parts.has('BYMONTH')) return false;
  if (isSparse) return isEachTime && !parts.has('BYSETPOS') && moveWeekdays(parts, days);
  return moveWeekdays(parts, days) && moveWeek(parts, days, isEachTime);
}

function moveDates(parts: Parts, days: number): boolean {
  return moveNumbers(parts, 'BYMONTHDAY', days, DAYS_OF_MONTH);
}

/** Moves the numbers of a part, be they counted from the end; whatever follows them stays. */
function moveNumbers(parts: Parts, name: string, by: number, most: number): boolean {
  const moved = parts.get(name)!.map((value) => {
    const number = Number.parseInt(value, 10);
    return { number, movedTo: number + by, rest: value.replace(/^[+-]?\d+/, '') };
  });
  parts.set(
    name,
    moved.map(({ movedTo, rest }) => movedTo + rest),
  );
  return moved.every(
    ({ number, movedTo }) => Math.abs(number) <= most && isBetween(Math.sign(number) * movedTo, 1, most),
  );
}

function moveWeekdays(parts: Parts, days: number): true {
  const weekdays = parts.get('BYDAY');
  if (weekdays !== undefined)
    parts.set(
      'BYDAY',
      weekdays.map((day) => weekdayAfter(day, days)),
    );
  return true;
}

/** Where it matters on which day weeks begin, that moves with the rest. */
function moveWeek(parts: Parts, days: number, isEachTime: boolean): true {
  const isWeekly = parts.get('FREQ')![0] === 'WEEKLY';
  if (isWeekly && days % 7 !== 0 && parts.has('BYDAY') && (!isEachTime || parts.has('BYSETPOS'))) {
    parts.set('WKST', [weekdayAfter(parts.get('WKST')?.[0] ?? 'MO', days)]);
  }
  return true;
}

function weekdayAfter(day: string, days: number): string {
  return WEEKDAYS.at((WEEKDAYS.indexOf(day) + days) % 7)!;
}

function isWithinMonth(date: number, days: number): boolean {
  return date <= DAYS_OF_MONTH && isBetween(date + days, 1, DAYS_OF_MONTH);
}

/** Whether a leap day lies neither on the way nor at its ends. */
function isSameDateEachYear(start: Date, days: number): boolean {
  const [common, leap] = [2023, 2024].map((year) => {
    const from = Date.UTC(year, start.getUTCMonth(), start.getUTCDate());
    const to = new Date(from + days * DAY_MS);
    return [to.getUTCFullYear() - year, to.getUTCMonth(), to.getUTCDate()].join();
  });
  const isLeapDay = start.getUTCMonth() === 1 && start.getUTCDate() === 29;
  return !isLeapDay && common === leap;
}

function isBetween(number: number, least: number, most: number): boolean {
  return number >= least && number <= most;
}
