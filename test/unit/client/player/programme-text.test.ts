import { expect } from 'chai';
import { durationText, localTimeText, remainingText, shareDone } from '../../../../client/player/programme-text.js';

const NOON = Date.UTC(2031, 4, 7, 12);
const HOUR_MS = 3_600_000;

describe('programme-text', () => {
  it('writes lengths as people say them', () => {
    expect([0, 7400, 750_000, 3_723_000].map(durationText)).to.deep.equal(['0:00', '0:07', '12:30', '1:02:03']);
    expect(durationText(-5)).to.equal('0:00');
  });

  it('counts down what is left, but not a filler without an end', () => {
    expect(remainingText({ startsAtMs: NOON, endsAtMs: NOON + 90_000 }, NOON + 15_000)).to.equal('1:15 left');
    expect(remainingText({ startsAtMs: 0, endsAtMs: Number.MAX_SAFE_INTEGER }, NOON)).to.equal('');
  });

  it('knows how much is over, even before the start, after the end and without one', () => {
    const item = { startsAtMs: NOON, endsAtMs: NOON + 1000 };
    expect([NOON - 50, NOON, NOON + 250, NOON + 1200].map((at) => shareDone(item, at))).to.deep.equal([0, 0, 0.25, 1]);
    expect(shareDone({ startsAtMs: NOON, endsAtMs: NOON }, NOON)).to.equal(0);
  });

  it('shows the viewer’s own time, as exactly as the distance asks for', () => {
    const text = (aheadMs: number) => localTimeText(NOON + aheadMs, NOON, 'en-GB', 'Europe/Paris');
    expect(text(15_000)).to.equal('14:00:15');
    expect(text(HOUR_MS)).to.equal('15:00');
    expect(text(26 * HOUR_MS)).to.match(/^Thu,? 16:00$/);
  });
});
