import { expect } from 'chai';
import { feedPhaseMs } from '../../../../media/playout/feed-phase.js';
import { Pacer } from '../../../../media/playout/pacer.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { ManualClock } from '../../../support/manual-clock.js';

class Metronome {
  readonly lateness: number[] = [];
  nextDueMs: number;
  readonly #intervalMs: number;

  constructor(startMs: number, intervalMs: number) {
    this.nextDueMs = startMs;
    this.#intervalMs = intervalMs;
  }

  advance(nowMs: number): void {
    this.lateness.push(nowMs - this.nextDueMs);
    this.nextDueMs += this.#intervalMs;
  }
}

describe('pacer', () => {
  it('P3 one timer serves everything paced, each when it is due', async () => {
    const clock = new ManualClock(1000);
    const pacer = new Pacer(clock, () => undefined);
    const metronomes = [new Metronome(1010, 33), new Metronome(1015, 20), new Metronome(1016, 7)];
    for (const metronome of metronomes) pacer.add(metronome);
    for (let step = 0; step < 100; step += 1) {
      expect(clock.timerCount).to.equal(1);
      await clock.advance(5);
    }
    for (const { lateness } of metronomes) {
      expect(Math.min(...lateness)).to.be.at.least(0);
      expect(Math.max(...lateness)).to.be.at.most(2);
    }
    pacer.close();
  });

  it('goes on when one of them fails, and reports it', async () => {
    const clock = new ManualClock(0);
    const errors: unknown[] = [];
    const pacer = new Pacer(clock, (error) => errors.push(error));
    const good = new Metronome(0, 10);
    let nextDueMs = 0;
    pacer.add({
      get nextDueMs() {
        return nextDueMs;
      },
      advance: (nowMs) => {
        nextDueMs = nowMs + 50;
        throw new Error('bad');
      },
    });
    pacer.add(good);
    await clock.advance(100);
    expect(errors.length).to.be.within(1, 3);
    expect(good.lateness.length).to.be.above(8);
    pacer.close();
  });

  it('P4 costs nothing when nothing is paced, and leaves no timer when closed', async () => {
    const clock = new ManualClock(0);
    const pacer = new Pacer(clock, () => undefined);
    expect(clock.timerCount).to.equal(0);
    const metronome = new Metronome(0, 10);
    pacer.add(metronome);
    await clock.advance(30);
    pacer.remove(metronome);
    expect(clock.timerCount).to.equal(0);
    pacer.add(metronome);
    pacer.close();
    pacer.close();
    expect(clock.timerCount).to.equal(0);
  });

  it('P3 feeds leave at different parts of the frame interval, the first one on time', () => {
    const grid = gridFor(30);
    const phases = Array.from({ length: 8 }, (_, ordinal) => feedPhaseMs(grid, ordinal));
    expect(phases[0]).to.equal(0);
    expect(new Set(phases).size).to.equal(8);
    expect(Math.max(...phases)).to.be.below(1000 / 30);
  });
});
