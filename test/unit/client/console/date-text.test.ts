import { expect } from 'chai';
import { dateText, dateTimeText, timeText } from '../../../../client/console/date-text.js';

describe('date text', () => {
  const evening = new Date(2026, 10, 5, 20, 0, 5).getTime();

  it('has 24 hours, and the month as a word', () => {
    expect(timeText(evening)).to.equal('20:00:05');
    expect(dateText(evening)).to.equal('5 Nov 2026');
    expect(dateTimeText(evening)).to.equal('5 Nov 2026, 20:00:05');
  });
});
