import { expect } from 'chai';
import { repeatWords } from '../../../../../client/console/schedule/repeat-words.js';

describe('a repeat rule in words', () => {
  for (const [rule, words] of [
    ['FREQ=DAILY', 'every day'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'Monday to Friday'],
    ['FREQ=WEEKLY;BYDAY=MO', 'every week on Monday'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR', 'every 2 weeks on Monday, Wednesday and Friday'],
    ['FREQ=DAILY;COUNT=5', 'every day 5 times'],
    ['FREQ=YEARLY', 'every year'],
    ['FREQ=MONTHLY;BYDAY=1MO', 'by the rule FREQ=MONTHLY;BYDAY=1MO'],
    ['FREQ=DAILY;UNTIL=20261231T000000Z', 'by the rule FREQ=DAILY;UNTIL=20261231T000000Z'],
    ['FREQ=HOURLY', 'by the rule FREQ=HOURLY'],
  ] as const) {
    it(`${rule}: ${words}`, () => {
      expect(repeatWords(rule)).to.equal(words);
    });
  }
});
