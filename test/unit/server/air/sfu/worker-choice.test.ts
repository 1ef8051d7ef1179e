import { expect } from 'chai';
import fc from 'fast-check';
import { chooseWorker, MAX_VIEWERS_PER_WORKER } from '../../../../../server/air/sfu/worker-choice.js';

const load = fc.record({
  viewers: fc.integer({ min: 0, max: MAX_VIEWERS_PER_WORKER + 5 }),
  feeds: fc.nat(50),
  hasFeed: fc.boolean(),
});

describe('worker choice', () => {
  it('starts a feed on the least loaded worker', () => {
    const loads = [
      { viewers: 5, feeds: 1, hasFeed: false },
      { viewers: 2, feeds: 3, hasFeed: false },
      { viewers: 2, feeds: 1, hasFeed: false },
    ];
    expect(chooseWorker(loads)).to.equal(2);
  });

  it('keeps the viewers of a feed together while their worker has room, then opens it on another', () => {
    const full = { viewers: MAX_VIEWERS_PER_WORKER, feeds: 1, hasFeed: true };
    const busy = { viewers: MAX_VIEWERS_PER_WORKER - 1, feeds: 1, hasFeed: true };
    const idle = { viewers: 0, feeds: 0, hasFeed: false };
    expect(chooseWorker([idle, busy])).to.equal(1);
    expect(chooseWorker([idle, full])).to.equal(0);
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
