import { dayOf } from './calendar.js';
import type { RuleParts } from './recurrence-rule.js';
import { RuleDays } from './rule-days.js';

/** Every kind of year comes in so many, before and after the leap day that 2100 leaves out, too. */
const YEARS = 41;
const FIRST_YEAR = 2000;

const PERIOD_NAMES: Readonly<Record<string, string>> = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};

/**
 * Refuses numbers that no calendar reaches. In rules that were saved before this check existed they have no effect.
 * @throws RangeError that names the part and the most that it can be.
 */
export function checkReach(parts: RuleParts): void {
  const until = parts.get('UNTIL')?.[0];
  if (until !== undefined && textOf(untilMs(until)) !== until) throw new RangeError(`UNTIL=${until} is no instant`);
  const frequency = parts.get('FREQ')![0]!;
  const mostWeeks = frequency === 'MONTHLY' || parts.has('BYMONTH') ? 5 : 53;
  const farDay = parts.get('BYDAY')?.find((day) => Math.abs(Number(day.slice(0, -2))) > mostWeeks);
  if (farDay !== undefined) {
    throw new RangeError(
      `BYDAY=${farDay} is out of reach: a ${mostWeeks > 5 ? 'year' : 'month'} has at most ${mostWeeks} of a weekday`,
    );
  }
  const positions = parts.get('BYSETPOS');
  if (positions === undefined) return;
  const most = mostInPeriod(parts);
  const farPosition = positions.find((position) => Math.abs(Number(position)) > most);
  // What comes round on no day at all is refused for that.
  if (farPosition !== undefined && most > 0) {
    throw new RangeError(
      `BYSETPOS=${farPosition} is out of reach: the rest of the rule gives at most ${most} a ${PERIOD_NAMES[frequency]}`,
    );
  }
}

/** The instant that a rule's UNTIL names. */
export function untilMs(text: string): number {
  return Date.parse(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

function textOf(atMs: number): string {
  return Number.isNaN(atMs) ? '' : new Date(atMs).toISOString().replace(/[-:]|\.000/g, '');
}

/** The largest set that BYSETPOS can choose from. */
function mostInPeriod(parts: RuleParts): number {
  const timesADay = ['BYHOUR', 'BYMINUTE', 'BYSECOND'].reduce(
    (product, name) => product * new Set(parts.get(name)?.map(Number) ?? [0]).size,
    1,
  );
  // From the first of a month and a year on, no period is cut, and no implied date is one that some months lack.
  const days = new RuleDays(new Map([...parts].filter(([name]) => name !== 'INTERVAL')), dayOf(FIRST_YEAR, 1, 1));
  let mostDays = 0;
  for (let period = days.periodAt(dayOf(FIRST_YEAR + YEARS, 1, 1)); period >= 0; period -= 1) {
    mostDays = Math.max(mostDays, days.daysOf(period).length);
  }
  return mostDays * timesADay;
}
