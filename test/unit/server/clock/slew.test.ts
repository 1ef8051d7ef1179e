import { expect } from 'chai';
import fc from 'fast-check';
import { MasterClock } from '../../../../server/clock/master-clock.js';
import { slewStep } from '../../../../server/clock/slew.js';

describe('master clock', () => {
  it('follows a corrected system clock without a jump, and arrives', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (startErrorMs) => {
        let errorMs = startErrorMs;
        let largestStepMs = 0;
        for (let second = 0; second < 20_000; second += 1) {
          const step = slewStep(errorMs, 1000);
          largestStepMs = Math.max(largestStepMs, Math.abs(step));
          errorMs -= step;
        }
        expect(largestStepMs).to.be.at.most(0.5);
        expect(Math.abs(errorMs)).to.be.below(2);
      }),
    );
  });

  it('ignores what may be the system clock’s own resolution', () => {
    expect(slewStep(1.5, 1000)).to.equal(0);
    expect(slewStep(-1.5, 1000)).to.equal(0);
  });

  it('shows UTC and never goes back', () => {
    const clock = new MasterClock();
    expect(Math.abs(clock.now() - Date.now())).to.be.below(50);
    let last = clock.now();
    for (let reading = 0; reading < 1000; reading += 1) {
      const now = clock.now();
      expect(now).to.be.at.least(last);
      last = now;
    }
    clock.close();
  });
});
