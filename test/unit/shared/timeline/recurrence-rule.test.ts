import { expect } from 'chai';
import { parseRule } from '../../../../shared/timeline/recurrence-rule.js';

const refusals: readonly (readonly [rule: string, why: string])[] = [
  ['', 'NAME=VALUE'],
  ['hello', 'NAME=VALUE'],
  ['RRULE:FREQ=DAILY', 'NAME=VALUE'],
  ['FREQ=DAILY;X-MINE=1', 'X-MINE'],
  ['INTERVAL=2', 'FREQ is missing'],
  ['FREQ=SECONDLY', 'SECONDLY'],
  ['FREQ=MINUTELY;INTERVAL=5', 'MINUTELY'],
  ['FREQ=HOURLY', 'BYHOUR'],
  ['FREQ=DAILY;FREQ=WEEKLY', 'twice'],
  ['FREQ=DAILY,WEEKLY', 'one value'],
  ['FREQ=DAILY;INTERVAL=0', '1 to 1000'],
  ['FREQ=DAILY;COUNT=0', '1 to 10000'],
  ['FREQ=DAILY;COUNT=-3', '1 to 10000'],
  ['FREQ=DAILY;BYHOUR=24', '0 to 23'],
  ['FREQ=DAILY;BYMINUTE=x', '0 to 59'],
  ['FREQ=DAILY;BYSECOND=60', '0 to 59'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', '1 to 31'],
  ['FREQ=DAILY;BYDAY=XX', 'BYDAY=XX'],
  ['FREQ=DAILY;UNTIL=20270101', '20271231T235959Z'],
  ['FREQ=DAILY;UNTIL=20270101T000000', '20271231T235959Z'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z', 'exclude each other'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'number in BYDAY'],
  ['FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO', 'number in BYDAY'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYWEEKNO=1', 'BYWEEKNO'],
  ['FREQ=DAILY;BYYEARDAY=1', 'BYYEARDAY'],
  ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS'],
  ['FREQ=YEARLY;BYDAY=MO,1SU', 'not both'],
  [
    `FREQ=DAILY;BYMINUTE=${Array.from({ length: 60 }, (_, minute) => minute).join(',')};BYHOUR=1,2,3,4,5`,
    'at most 288',
  ],
  [`FREQ=DAILY;BYHOUR=${'1,'.repeat(300)}1`, 'longer than 500'],
];

describe('recurrence rule', () => {
  for (const [rule, why] of refusals) {
    it(`refuses ${rule.slice(0, 60) || 'nothing'}`, () => {
      expect(() => parseRule(rule)).to.throw(RangeError, why);
    });
  }

  it('takes every part that RFC 5545 has for days and longer, in either case', () => {
    for (const rule of [
      'FREQ=DAILY;BYHOUR=9,12,18;BYMINUTE=0,30;BYSECOND=15',
      'freq=weekly;interval=2;byday=mo,we;wkst=su',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      'FREQ=MONTHLY;BYDAY=+1MO,-1FR;COUNT=10',
      'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
      'FREQ=YEARLY;BYYEARDAY=1;BYDAY=MO',
      'FREQ=YEARLY;BYYEARDAY=1,-1;UNTIL=20301231T235959Z',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    ]) {
      expect(parseRule(rule).get('FREQ')).to.have.lengthOf(1);
    }
  });
});
