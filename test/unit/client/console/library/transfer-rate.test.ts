import { expect } from 'chai';
import { TransferRate } from '../../../../../client/console/library/transfer-rate.js';

describe('transfer rate', () => {
  const rateOf = (...samples: [atMs: number, sentBytes: number][]) => {
    const rate = new TransferRate();
    for (const [atMs, sentBytes] of samples) rate.add({ atMs, sentBytes });
    return rate;
  };

  it('tells how long the rest takes', () => {
    expect(rateOf([0, 0], [1000, 500], [2000, 1000]).secondsFor(5000)).to.equal(10);
  });

  it('says nothing too early, and nothing of what stands still', () => {
    expect(rateOf([0, 0], [1000, 500]).secondsFor(5000)).to.equal(null);
    expect(rateOf([0, 0], [5000, 0]).secondsFor(5000)).to.equal(null);
    expect(rateOf().secondsFor(5000)).to.equal(null);
  });

  it('is that of the last seconds', () => {
    const samples = Array.from({ length: 30 }, (_, second): [number, number] => [
      second * 1000,
      second < 15 ? second * 1000 : 15_000 + (second - 15) * 10,
    ]);
    expect(rateOf(...samples).secondsFor(100)).to.equal(10);
  });

  it('begins anew after a pause, and when the transfer does', () => {
    const rate = rateOf([0, 0], [5000, 5000]);
    rate.pause();
    expect(rate.secondsFor(1000)).to.equal(null);
    expect(rateOf([0, 0], [5000, 5000], [6000, 100]).secondsFor(1000)).to.equal(null);
  });
});
