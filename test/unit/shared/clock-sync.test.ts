import { expect } from 'chai';
import fc from 'fast-check';
import { type ClockSample, clockSample, estimateClock, masterTimeAt, withSample } from '../../../shared/clock-sync.js';
import { seededRandom } from '../../support/seeded-random.js';

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
    const slow: ClockSample = { takenAtMs: 11_000, offsetMs: 520, rttMs: 80 };
    const estimate = estimateClock(withSample([quick], slow), 11_000)!;
    expect(estimate.rttMs).to.equal(4);
    expect(estimate.offsetMs).to.be.closeTo(500, 0.2);
  });

  it('lets an old sample go once its age weighs more than a newer one’s longer trip', () => {
    const old: ClockSample = { takenAtMs: 0, offsetMs: 500, rttMs: 4 };
    const recent: ClockSample = { takenAtMs: 600_000, offsetMs: 540, rttMs: 30 };
    expect(estimateClock(withSample([old], recent), 600_000)?.offsetMs).to.be.within(524, 563);
  });

  it('keeps of a burst the shortest round trip alone', () => {
    const burst = [9, 4, 7].map((rttMs, index): ClockSample => ({ takenAtMs: index * 120, offsetMs: rttMs, rttMs }));
    const window = burst.reduce<ClockSample[]>((kept, sample) => withSample(kept, sample), []);
    expect(window).to.deep.equal([burst[1]]);
  });

  it('drops what was learned before a clock jumped', () => {
    const before: ClockSample = { takenAtMs: 0, offsetMs: 500, rttMs: 2 };
    const after: ClockSample = { takenAtMs: 1000, offsetMs: 60_500, rttMs: 90 };
    const window = withSample([before], after);
    expect(window).to.deep.equal([after]);
  });

  it('keeps a bounded window', () => {
    let window: ClockSample[] = [];
    for (let i = 0; i < 1000; i++) window = withSample(window, { takenAtMs: i * 3000, offsetMs: 0, rttMs: 10 });
    expect(window).to.have.length(60);
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

  describe('on a simulated path', () => {
    const UTC_MS = 1_790_000_000_000;

    interface Path {
      /** How much faster the master's clock runs. */
      readonly drift: number;
      /** Milliseconds that a way takes. */
      readonly there: () => number;
      readonly back: () => number;
    }

    /** Pings every three seconds, and tells what is thought against what is so, halfway to each next ping. */
    function errorsOver(
      seconds: number,
      { drift, there, back }: Path,
    ): { error: number; bound: number; drift: number }[] {
      const masterAt = (localMs: number) => UTC_MS + localMs * (1 + drift);
      let window: ClockSample[] = [];
      return Array.from({ length: Math.floor(seconds / 3) }, (_, index) => {
        const t0 = index * 3000;
        const atMasterMs = t0 + there();
        const t3 = atMasterMs + back();
        const t1 = masterAt(atMasterMs);
        window = withSample(window, clockSample(t0, t1, t1, t3)!);
        const estimate = estimateClock(window, t3)!;
        const laterMs = t0 + 1500;
        return {
          error: masterTimeAt(estimate, laterMs) - masterAt(laterMs),
          bound: estimate.errorMs,
          drift: estimate.drift,
        };
      });
    }
    const worst = (errors: readonly { error: number }[]) => Math.max(...errors.map(({ error }) => Math.abs(error)));

    it('learns a drift of 60 ppm within two minutes, to 10 ppm', () => {
      const random = seededRandom(7);
      const way = () => 5 + random() * 3;
      const errors = errorsOver(600, { drift: 60e-6, there: way, back: way });
      for (const { drift } of errors.slice(40)) expect(drift).to.be.closeTo(60e-6, 10e-6);
      expect(worst(errors), 'all along').to.be.below(2);
    });

    it('is right within 3 ms where queues hold up one way only, up to 200 ms, four times in five', () => {
      const random = seededRandom(11);
      const queue = () => (random() < 0.8 ? random() * 200 : random());
      const errors = errorsOver(600, { drift: -30e-6, there: () => 10 + queue(), back: () => 10 });
      expect(worst(errors.slice(10))).to.be.below(3);
      // Half the round trip cannot be told from asymmetry: the bound says so.
      expect(errors.at(-1)!.bound).to.be.within(9, 16);
    });

    it('knows no better than half the difference of two ways that always differ, and its bound covers it', () => {
      const errors = errorsOver(60, { drift: 0, there: () => 40, back: () => 10 });
      for (const { error, bound } of errors) {
        expect(error).to.be.closeTo(15, 0.1);
        expect(bound).to.be.above(15);
      }
    });

    it('is right with the first answer after a sleep of an hour', () => {
      const awake = errorsOver(120, { drift: 20e-6, there: () => 6, back: () => 6 });
      expect(worst(awake)).to.be.below(0.2);
      let window: ClockSample[] = [{ takenAtMs: 0, offsetMs: UTC_MS, rttMs: 12 }];
      window = withSample(window, { takenAtMs: 3000, offsetMs: UTC_MS + 3_600_000, rttMs: 90 });
      expect(estimateClock(window, 3000)!.offsetMs).to.be.closeTo(UTC_MS + 3_600_000, 0.01);
    });
  });
});
