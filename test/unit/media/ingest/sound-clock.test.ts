import { expect } from 'chai';
import { planSync, SoundClockMeter } from '../../../../media/ingest/sound-clock.js';

const PIECE_S = 1024 / 48_000;

/** A sound of so many pieces, each at the time that is made of when it should be. */
function clockOf(pieces: number, time: (atS: number, piece: number) => number) {
  const meter = new SoundClockMeter();
  for (let piece = 0; piece < pieces; piece += 1) meter.push(time(piece * PIECE_S, piece), PIECE_S);
  return meter.summary();
}

describe('the clock of a sound', () => {
  it('is steady, but for what times are rounded by', () => {
    const rounded = clockOf(3000, (atS) => Math.round(atS * 1000) / 1000);
    expect(planSync(rounded)).to.deep.equal({ kind: 'steady' });
  });

  for (const percent of [0.2, 1, -1, 4]) {
    it(`drifts by ${percent} %`, () => {
      const clock = clockOf(3000, (atS) => atS * (1 + percent / 100));
      const ofTimePassed = percent / (1 + percent / 100);
      expect(clock.driftPerS * 100).to.be.closeTo(ofTimePassed, Math.abs(percent) * 0.02);
      expect(clock.leaps).to.equal(0);
      const sync = planSync(clock);
      expect(sync.kind).to.equal('drifting');
      if (sync.kind === 'drifting') expect(sync.leadS).to.be.closeTo((ofTimePassed / 100) * 0.8, 0.001);
    });
  }

  it('drifts to and fro', () => {
    const clock = clockOf(3000, (atS) => atS + 0.1 * Math.sin(atS / 10));
    expect(planSync(clock).kind).to.equal('drifting');
    expect(clock.driftS).to.be.closeTo(0.2, 0.01);
  });

  it('leaps where recordings are joined, by however little', () => {
    const clock = clockOf(3000, (atS, piece) => atS - Math.floor(piece / 470) * 0.006);
    expect(clock.leaps).to.equal(6);
    expect(planSync(clock)).to.deep.equal({ kind: 'leaping', toleratedS: 0.01 });
  });

  it('is left alone where its times are off at random', () => {
    const clock = clockOf(3000, (atS, piece) => atS + ((piece * 7919) % 31) / 1000 - 0.015);
    expect(planSync(clock)).to.deep.equal({ kind: 'steady' });
  });
});
