import { expect } from 'chai';
import { LineMeter } from '../../../../server/log/line-meter.js';

describe('line-meter', () => {
  it('lets fifty lines of a message through at once, then one a second, and says how many were left out', () => {
    const meter = new LineMeter();
    const admitted = Array.from({ length: 1000 }, () => meter.admit('a', 0)).filter((one) => one !== undefined);
    expect(admitted).to.deep.equal(Array(50).fill(0));
    expect(meter.admit('b', 0), 'another message').to.equal(0);
    expect(meter.admit('a', 999)).to.equal(undefined);
    expect(meter.admit('a', 1000)).to.equal(951);
    expect(meter.admit('a', 1001)).to.equal(undefined);
    expect(meter.admit('a', 2001)).to.equal(1);
  });

  it('lets a message through that is logged 500 times a second no more than once a second', () => {
    const meter = new LineMeter();
    let lines = 0;
    for (let ms = 0; ms < 3_600_000; ms += 2) if (meter.admit('a feed failed to send', ms) !== undefined) lines += 1;
    expect(lines).to.be.within(3600, 3650);
  });

  it('keeps apart the messages that are logged, and remembers a bounded number of them', () => {
    const meter = new LineMeter();
    for (let line = 0; line < 60; line++) meter.admit('often', 0);
    for (let message = 0; message < 10_000; message++) {
      expect(meter.admit(`message ${message}`, 0)).to.equal(0);
      expect(meter.admit('often', 0)).to.equal(undefined);
    }
  });
});
