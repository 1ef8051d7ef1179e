import { expect } from 'chai';
import fc from 'fast-check';
import { correction, STEP_MS } from '../../../../server/clock/discipline.js';
import { FollowerClock } from '../../../../server/clock/follower-clock.js';
import { MasterClock } from '../../../../server/clock/master-clock.js';
import { monotonicMs, systemOffsetMs } from '../../../../server/clock/monotonic.js';

const HOUR_MS = 3_600_000;

describe('discipline of the clock', () => {
  it('sets a wrong clock right at once while nothing is on air, by ten minutes or an hour, forward or back', () => {
    for (const errorMs of [600_000, HOUR_MS, -HOUR_MS, STEP_MS + 1]) {
      expect(correction({ errorMs, intervalMs: 1000, isOnAir: false, hasSlept: false })).to.equal(errorMs);
    }
  });

  it('never jumps while something is on air: half a millisecond a second', () => {
    fc.assert(
      fc.property(fc.double({ min: -HOUR_MS, max: HOUR_MS, noNaN: true }), (errorMs) => {
        const byMs = correction({ errorMs, intervalMs: 1000, isOnAir: true, hasSlept: false });
        expect(Math.abs(byMs)).to.be.at.most(0.5);
        expect(Math.abs(errorMs - byMs)).to.be.at.most(Math.abs(errorMs));
      }),
    );
  });

  it('slews small errors whatever is on air', () => {
    expect(correction({ errorMs: STEP_MS, intervalMs: 1000, isOnAir: false, hasSlept: false })).to.equal(0.5);
  });

  it('goes on at the present after the machine was suspended, and never back', () => {
    const slept = { intervalMs: 1000, isOnAir: true, hasSlept: true };
    expect(correction({ ...slept, errorMs: 300_000 })).to.equal(300_000);
    expect(correction({ ...slept, errorMs: -300_000 })).to.equal(-0.5);
  });
});

describe('master clock of several processes', () => {
  it('is one time for all: the monotonic clock with one offset', () => {
    const master = new MasterClock();
    const follower = new FollowerClock(systemOffsetMs());
    follower.follow(master.offsetMs);
    expect(Math.abs(follower.now() - master.now())).to.be.below(1);
    expect(Math.abs(master.now() - monotonicMs() - master.offsetMs)).to.be.below(1);
    master.close();
  });

  it('goes on by the offset of the one before, however wrong: what is on air does not jump with a restart', () => {
    const restarted = new MasterClock({ offsetMs: systemOffsetMs() - HOUR_MS });
    expect(restarted.errorMs).to.be.within(HOUR_MS - 50, HOUR_MS + 50);
    restarted.close();
  });

  it('never goes back to a reader that follows a slewed clock, and follows a step', () => {
    const follower = new FollowerClock(systemOffsetMs());
    let last = follower.now();
    for (let step = 0; step < 100; step += 1) {
      follower.follow(systemOffsetMs() - 0.5 * step);
      const now = follower.now();
      expect(now).to.be.at.least(last);
      last = now;
    }
    follower.follow(systemOffsetMs() - HOUR_MS);
    expect(follower.now()).to.be.below(last - HOUR_MS / 2);
  });
});
