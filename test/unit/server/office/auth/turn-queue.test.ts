import { expect } from 'chai';
import { type Lane, TurnQueue } from '../../../../../server/office/auth/turn-queue.js';
import { outcomeOf } from '../../../../support/access-rig.js';

describe('turn queue', () => {
  it('does one piece at a time, the first lane before the other, each in order', async () => {
    const queue = new TurnQueue(10);
    const done: string[] = [];
    let running = 0;
    const piece = (lane: Lane, name: string) =>
      queue.run(lane, async () => {
        running += 1;
        expect(running).to.equal(1);
        await Promise.resolve();
        running -= 1;
        done.push(name);
      });
    await Promise.all([
      ...['a', 'b'].map((name) => piece('others', name)),
      ...['c', 'd'].map((name) => piece('first', name)),
    ]);
    expect(done).to.deep.equal(['a', 'c', 'd', 'b']);
    await piece('others', 'e');
    expect(done.at(-1)).to.equal('e');
  });

  it('refuses what a lane has no room for, without touching the other', async () => {
    const queue = new TurnQueue(2);
    const ask = (lane: Lane) => outcomeOf((async () => queue.run(lane, async () => undefined))());
    const others = [ask('others'), ask('others'), ask('others')];
    const first = ask('first');
    expect(await Promise.all(others)).to.deep.equal(['let in', 'let in', 'rate-limited']);
    expect(await first).to.equal('let in');
  });

  it('goes on after a piece that fails', async () => {
    const queue = new TurnQueue(2);
    const failed = outcomeOf(queue.run('others', () => Promise.reject(new Error('no'))));
    const next = queue.run('others', async () => 'done');
    expect(await failed).to.equal('Error: no');
    expect(await next).to.equal('done');
  });
});
