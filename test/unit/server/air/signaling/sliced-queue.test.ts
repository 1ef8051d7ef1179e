import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { SlicedQueue } from '../../../../../server/air/signaling/sliced-queue.js';

const JOB_MS = 3;

function workFor(ms: number): void {
  for (const untilMs = performance.now() + ms; performance.now() < untilMs; );
}

describe('sliced queue', () => {
  it('does every job once, in order, those too that come while others are done', async () => {
    const queue = new SlicedQueue(performance);
    const done: number[] = [];
    const all = new Promise<void>((resolve) => {
      queue.add(() => {
        done.push(0);
        queue.add(() => resolve());
      });
    });
    for (const number of [1, 2, 3]) queue.add(() => done.push(number));
    expect(done, 'nothing within the call').to.deep.equal([]);
    await all;
    expect(done).to.deep.equal([0, 1, 2, 3]);
    await new Promise<void>((resolve) => queue.add(resolve));
  });

  it('lets others have the thread between slices', async () => {
    const queue = new SlicedQueue(performance);
    let left = 20;
    const doneAtTurns = new Set<number>();
    let turn = 0;
    for (let job = 0; job < 20; job += 1) {
      queue.add(() => {
        workFor(JOB_MS);
        doneAtTurns.add(turn);
        left -= 1;
      });
    }
    for (; left > 0; turn += 1) await setImmediate();
    expect(doneAtTurns.size).to.be.at.least(5);
  });
});
