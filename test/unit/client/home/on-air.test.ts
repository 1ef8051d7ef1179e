import { expect } from 'chai';
import { askAgainInMs, onAirAt } from '../../../../client/home/on-air.js';
import type { NowAnswer, NowItem } from '../../../../shared/api/now.js';

const item = (title: string, startsAt: number, endsAt: number): NowItem => ({
  ...{ kind: 'media', mediaId: title, title, startsAt, endsAt, offsetMs: 0, frame: 0 },
});
const answer = (fields: Partial<NowAnswer> = {}): NowAnswer => ({
  ...{ at: 1000, version: 1, lineup: 'key', item: item('one', 0, 11_000), next: item('two', 11_000, 31_000) },
  ...fields,
});
const titles = (atMs: number) => {
  const found = onAirAt(answer(), atMs);
  return found && [found.item.title, found.next?.title];
};

describe('the front page', () => {
  it('shows what follows at the moment the item ends, without asking', () => {
    expect(titles(1000)).to.deep.equal(['one', 'two']);
    expect(titles(10_999)).to.deep.equal(['one', 'two']);
    expect(titles(11_000)).to.deep.equal(['two', undefined]);
    expect(titles(31_000)).to.equal(null);
  });

  it('asks again after the item has ended: not all of its viewers at once, and before what follows ends', () => {
    expect(askAgainInMs(answer(), 0)).to.equal(10_000);
    expect(askAgainInMs(answer(), 1)).to.equal(14_000);
    expect(askAgainInMs(answer({ next: item('blink', 11_000, 12_000) }), 1)).to.equal(10_500);
  });

  it('asks once a minute during a long item, because the schedule may be edited', () => {
    expect(askAgainInMs(answer({ item: item('film', 0, 7_200_000) }), 0)).to.equal(60_000);
    expect(askAgainInMs(answer({ item: item('film', 0, 7_200_000) }), 1)).to.equal(64_000);
  });

  it('asks a server that did not answer again after some seconds', () => {
    expect([askAgainInMs(null, 0), askAgainInMs(null, 1)]).to.deep.equal([3000, 6000]);
  });
});
