import { expect } from 'chai';
import fc from 'fast-check';
import { checkRecurrence, Recurrence } from '../../../../shared/timeline/recurrence.js';
import { ruleText } from './recurrence-oracle.js';
import { rules } from './rule-arbitraries.js';

const START_MS = Date.UTC(2026, 10, 28, 19);
const DAY_MS = 86_400_000;
const LAST_YEAR_MS = Date.UTC(9999, 0);
const every = (count: number, step = 1) => Array.from({ length: count }, (_, index) => index * step).join();

const refusals: readonly (readonly [rule: string, why: string])[] = [
  ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8,12,18;BYSETPOS=5', 'at most 3 a day'],
  [`FREQ=DAILY;BYHOUR=${every(24)};BYSETPOS=25`, 'at most 24 a day'],
  [`FREQ=DAILY;BYHOUR=${every(24)};BYMINUTE=${every(12, 5)};BYSETPOS=300`, 'at most 288 a day'],
  [`FREQ=DAILY;BYHOUR=${every(24)};BYSETPOS=25;COUNT=10000`, 'at most 24 a day'],
  ['FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=8,9;BYSETPOS=1,-5', 'at most 4 a week'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=24', 'at most 23 a month'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=3', 'at most 2 a year'],
  ['FREQ=MONTHLY;BYDAY=6MO', 'at most 5'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=1MO,-6FR', 'at most 5'],
  ['FREQ=YEARLY;BYDAY=54MO', 'at most 53'],
  ['FREQ=DAILY;UNTIL=20270230T120000Z', 'no instant'],
  ['FREQ=DAILY;UNTIL=20271301T120000Z', 'no instant'],
  ['FREQ=DAILY;UNTIL=20200101T120000Z', 'does not come round'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'does not come round'],
  [`FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000;BYHOUR=${every(24)}`, 'does not come round'],
  [`FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31;BYSETPOS=200;BYHOUR=${every(24)};BYMINUTE=${every(12, 5)}`, 'not come round'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;BYHOUR=2;BYMINUTE=30', 'does not come round'],
  ['FREQ=YEARLY;INTERVAL=1000;BYMONTH=1', 'does not come round'],
];

describe('a recurrence rule that cannot come round', () => {
  for (const [rule, why] of refusals) {
    it(`is refused, and soon: ${rule.slice(0, 80)}`, () => {
      expect(() => checkRecurrence(rule, START_MS, 'Europe/Paris')).to.throw(RangeError, why);
    });
  }

  it('is no rule that chooses as many as there are', () => {
    for (const rule of [
      `FREQ=DAILY;BYHOUR=${every(24)};BYMINUTE=${every(12, 5)};BYSETPOS=288,-288`,
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=23',
      'FREQ=YEARLY;BYDAY=SU;BYSETPOS=53',
      'FREQ=YEARLY;BYDAY=53MO,-53TU',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU',
    ]) {
      expect(() => checkRecurrence(rule, START_MS, 'Europe/Paris')).to.not.throw();
    }
  });
});

describe('any recurrence rule', function () {
  // Two thousand rules: an unbounded search for a single one of them took seconds to minutes.
  this.timeout(60_000);

  it('is checked, and answers for a week and for the last year, in a bounded number of steps', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Paris', 'Africa/Casablanca', 'Pacific/Apia');
    const counts = fc.constantFrom(undefined, 1, 10_000);
    const intervals = fc.constantFrom(1, 2, 7, 29, 365, 1000);
    fc.assert(
      fc.property(rules, zones, counts, intervals, ({ untilDays, ...rule }, timeZone, count, interval) => {
        const text = ruleText({ ...rule, interval, ...(count === undefined ? {} : { count }) });
        if (!isTaken(text, timeZone)) return;
        const recurrence = new Recurrence(text, START_MS, timeZone);
        for (const fromMs of [START_MS, LAST_YEAR_MS]) {
          const found = recurrence.between(fromMs, fromMs + 7 * DAY_MS);
          const last = recurrence.lastBefore(fromMs + 7 * DAY_MS);
          if (found.length > 0) expect(found.at(-1), text).to.equal(last);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function isTaken(rule: string, timeZone: string): boolean {
  try {
    checkRecurrence(rule, START_MS, timeZone);
    return true;
  } catch (error) {
    expect(error).to.be.instanceOf(RangeError);
    return false;
  }
}
