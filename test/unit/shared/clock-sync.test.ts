import { expect } from 'chai';
import fc from 'fast-check';
import { type ClockSample, clockSample, estimateClock, withSample } from '../../../shared/clock-sync.js';

describe('clock-sync', () => {
  it('gives the exact offset when both ways take equally long', () => {
    // Master is 1000 ahead; 5 ms there, 2 ms at the master, 5 ms back.
    const sample = clockSample(100, 1105, 1107, 112);
    expect(sample).to.deep.equal({ takenAtMs: 112, offsetMs: 1000, rttMs: 10 });
  });

  it('knows nothing before the first exchange', () => {
    expect(estimateClock([], 0)).to.equal(null);
  });

  it('refuses four timestamps that cannot belong together', () => {
    expect(clockSample(100, 1100, 1200, 110), 'longer at the master than away').to.equal(null);
    expect(clockSample(100, 1107, 1105, 112), 'answered before it was asked').to.equal(null);
    expect(clockSample(Number.NaN, 1, 2, 3)).to.equal(null);
  });

  it('prefers the shortest round trip to the newest', () => {
    const quick: ClockSample = { takenAtMs: 0, offsetMs: 500, rttMs: 4 };
    const slow: ClockSample = { takenAtMs: 1000, offsetMs: 520, rttMs: 80 };
    expect(estimateClock(withSample([quick], slow), 1000)).to.include({ offsetMs: 500, rttMs: 4 });
  });

  it('lets an old sample go once its age weighs more than a newer one’s longer trip', () => {
    const old: ClockSample = { takenAtMs: 0, offsetMs: 500, rttMs: 4 };
    const recent: ClockSample = { takenAtMs: 600_000, offsetMs: 510, rttMs: 20 };
    expect(estimateClock(withSample([old], recent), 600_000)).to.include({ offsetMs: 510 });
  });

  it('drops what was learned before a clock jumped', () => {
    const before: ClockSample = { takenAtMs: 0, offsetMs: 500, rttMs: 2 };
    const after: ClockSample = { takenAtMs: 1000, offsetMs: 60_500, rttMs: 90 };
    const window = withSample([before], after);
    expect(window).to.deep.equal([after]);
  });

  it('keeps a bounded window', () => {
    let window: ClockSample[] = [];
    for (let i = 0; i < 1000; i++) window = withSample(window, { takenAtMs: i, offsetMs: 0, rttMs: 10 });
    expect(window).to.have.length(16);
  });

  it('always has the true offset within its error bound, whatever the path and a drift of 100 ppm do', () => {
    const exchange = fc.record({
      waitMs: fc.double({ min: 1, max: 30_000, noNaN: true }),
      thereMs: fc.double({ min: 0, max: 400, noNaN: true }),
      atMasterMs: fc.double({ min: 0, max: 50, noNaN: true }),
      backMs: fc.double({ min: 0, max: 400, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(exchange, { minLength: 1, maxLength: 40 }),
        fc.double({ min: -1e9, max: 1e12, noNaN: true }),
        fc.double({ min: -99e-6, max: 99e-6, noNaN: true }),
        (exchanges, offsetAtZeroMs, drift) => {
          const masterAt = (localMs: number) => localMs * (1 + drift) + offsetAtZeroMs;
          let window: ClockSample[] = [];
          let localMs = 0;
          for (const { waitMs, thereMs, atMasterMs, backMs } of exchanges) {
            const t0 = localMs + waitMs;
            const t1 = masterAt(t0 + thereMs);
            const t2 = masterAt(t0 + thereMs + atMasterMs);
            const t3 = t0 + thereMs + atMasterMs + backMs;
            localMs = t3;
            const sample = clockSample(t0, t1, t2, t3);
            expect(sample).to.not.equal(null);
            window = withSample(window, sample!);
            const estimate = estimateClock(window, localMs)!;
            const trueOffsetMs = masterAt(localMs) - localMs;
            expect(Math.abs(estimate.offsetMs - trueOffsetMs)).to.be.at.most(estimate.errorMs);
          }
        },
      ),
    );
  });
});
