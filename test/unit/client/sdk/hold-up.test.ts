import { expect } from 'chai';
import { heldUpLooks, soundBufferOf, soundCountsOf } from '../../../../client/sdk/hold-up.js';

const heldUp = { lateMs: 300, sound: { delayMs: 600, jitterMs: 5 }, askedMs: 160 };

describe('hold-up', () => {
  it('is a picture that is late because of sound that is kept without need', () => {
    expect(heldUpLooks(0, heldUp)).to.equal(1);
    expect(heldUpLooks(4, heldUp)).to.equal(5);
  });

  it('is over with the first look at which it is not', () => {
    for (const better of [
      { lateMs: 60 },
      { lateMs: null },
      { sound: null },
      { askedMs: 500 },
      { sound: { delayMs: 600, jitterMs: 45 } },
      { sound: { delayMs: 200, jitterMs: 5 } },
    ]) {
      expect(heldUpLooks(4, { ...heldUp, ...better })).to.equal(0);
    }
  });

  it('knows how long sound was kept between two looks', () => {
    const counts = (delayS: number, samples: number) => ({ delayS, samples, jitterS: 0.004 });
    expect(soundBufferOf(counts(1000, 48_000), counts(1000 + 48_000 * 0.7, 96_000))).to.deep.equal({
      delayMs: 700,
      jitterMs: 4,
    });
    expect(soundBufferOf(counts(1000, 48_000), counts(1000, 48_000))).to.equal(null);
    expect(soundBufferOf(null, counts(1000, 48_000))).to.equal(null);
  });

  it('reads what the browser counts of the sound, where it does', () => {
    const report = (stats: object) => new Map([['a', stats]]) as unknown as RTCStatsReport;
    const stats = {
      type: 'inbound-rtp',
      kind: 'audio',
      jitterBufferDelay: 2,
      jitterBufferEmittedCount: 3,
      jitter: 0.01,
    };
    expect(soundCountsOf(report(stats))).to.deep.equal({ delayS: 2, samples: 3, jitterS: 0.01 });
    expect(soundCountsOf(report({ ...stats, kind: 'video' }))).to.equal(null);
    expect(soundCountsOf(report({ type: 'inbound-rtp', kind: 'audio' }))).to.equal(null);
  });
});
