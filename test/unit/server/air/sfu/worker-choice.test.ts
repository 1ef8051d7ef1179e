import { expect } from 'chai';
import fc from 'fast-check';
import { chooseWorker, MAX_VIEWERS_PER_WORKER, type WorkerLoad } from '../../../../../server/air/sfu/worker-choice.js';

const load = fc.record({
  viewers: fc.integer({ min: 0, max: MAX_VIEWERS_PER_WORKER + 5 }),
  feeds: fc.nat(50),
  cpuShare: fc.double({ min: 0, max: 1, noNaN: true }),
  hasFeed: fc.boolean(),
  isDoubtful: fc.boolean(),
});
const worker = (rest: Partial<WorkerLoad>): WorkerLoad => ({
  ...{ viewers: 0, feeds: 0, cpuShare: 0, hasFeed: false, isDoubtful: false },
  ...rest,
});

describe('worker choice', () => {
  it('starts a feed on the least busy worker: by viewers, or by CPU where that is more', () => {
    const loads = [
      worker({ viewers: 5, feeds: 1 }),
      worker({ viewers: 2, feeds: 3 }),
      worker({ viewers: 2, feeds: 1 }),
      worker({ viewers: 1, feeds: 1, cpuShare: 0.5 }),
    ];
    expect(chooseWorker(loads)).to.equal(2);
  });

  it('keeps the first viewers of a feed together, and spreads the rest', () => {
    const counts = [0, 0];
    for (let viewer = 0; viewer < 200; viewer += 1) {
      const chosen = chooseWorker(counts.map((viewers) => worker({ viewers, feeds: 1, hasFeed: viewers > 0 })))!;
      counts[chosen]! += 1;
      if (viewer === 15) expect(counts).to.deep.equal([16, 0]);
    }
    expect(Math.abs(counts[0]! - counts[1]!), `${counts}`).to.be.at.most(2);
  });

  it('prefers a worker with the feed only as long as it is not much busier', () => {
    const idle = worker({});
    expect(chooseWorker([idle, worker({ viewers: 20, hasFeed: true })])).to.equal(1);
    expect(chooseWorker([idle, worker({ viewers: 24, hasFeed: true })])).to.equal(0);
    expect(chooseWorker([idle, worker({ viewers: 20, hasFeed: true, cpuShare: 0.6 })])).to.equal(0);
  });

  it('sends nobody to a worker that does not answer, as long as another has room', () => {
    const silent = worker({ hasFeed: true, isDoubtful: true });
    expect(chooseWorker([silent, worker({ viewers: 200 })])).to.equal(1);
    expect(chooseWorker([silent, worker({ viewers: MAX_VIEWERS_PER_WORKER })])).to.equal(0);
  });

  it('never chooses a full worker, and always one that is not when there is any', () => {
    fc.assert(
      fc.property(fc.array(load, { maxLength: 8 }), (loads) => {
        const chosen = chooseWorker(loads);
        if (chosen === undefined)
          expect(loads.every(({ viewers }) => viewers >= MAX_VIEWERS_PER_WORKER)).to.equal(true);
        else expect(loads[chosen]!.viewers).to.be.below(MAX_VIEWERS_PER_WORKER);
      }),
    );
  });
});
