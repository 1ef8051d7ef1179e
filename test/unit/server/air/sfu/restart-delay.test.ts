import { expect } from 'chai';
import { failuresAfterDeath, restartDelayMs } from '../../../../../server/air/sfu/restart-delay.js';

describe('restart delay', () => {
  it('is none at first, then doubles up to five seconds', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 7, 1e6].map((failures) => restartDelayMs(failures));
    expect(delays).to.deep.equal([0, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  });

  it('stays short for five seconds while another process holds the port', () => {
    expect([1, 25, 26].map((failures) => restartDelayMs(failures, true))).to.deep.equal([200, 200, 5000]);
  });

  it('begins anew for a worker that was up for a while, and grows for one that dies at once', () => {
    expect(failuresAfterDeath(6, 10_000)).to.equal(0);
    expect(failuresAfterDeath(6, 9999)).to.equal(7);
  });
});
