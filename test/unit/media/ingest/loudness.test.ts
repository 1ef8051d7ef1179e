import { expect } from 'chai';
import fc from 'fast-check';
import { LoudnessLog, loudnessChange, TARGET_LUFS } from '../../../../media/ingest/loudness.js';

describe('loudness', () => {
  it('is read from the last summary in the log', () => {
    const log = new LoudnessLog();
    const lines = ['  Integrated loudness:', '    I:         -70.0 LUFS', '    Peak:       -inf dBFS'];
    for (const line of [
      ...lines,
      '    I:         -27.3 LUFS',
      '    LRA:         5.0 LU',
      '    Peak:       -8.1 dBFS',
    ]) {
      log.push(line);
    }
    expect(log.summary).to.deep.equal({ integratedLufs: -27.3, truePeakDb: -8.1 });
  });

  it('is not known when there is no summary', () => {
    expect(new LoudnessLog().summary).to.equal(undefined);
  });

  it('is brought to the target by one gain', () => {
    expect(loudnessChange({ integratedLufs: -27.3, truePeakDb: -20 })).to.deep.equal({
      gainDb: 11.3,
      limit: undefined,
    });
    expect(loudnessChange({ integratedLufs: -9, truePeakDb: 0 })).to.deep.equal({ gainDb: -7, limit: undefined });
  });

  it('gets a limiter where peaks would pass −1 dB', () => {
    expect(loudnessChange({ integratedLufs: -27, truePeakDb: -11.9 }).limit).to.be.closeTo(0.891, 0.001);
    expect(loudnessChange({ integratedLufs: -27, truePeakDb: -12.1 }).limit).to.equal(undefined);
  });

  it('leaves silence alone', () => {
    for (const integratedLufs of [Number.NEGATIVE_INFINITY, -70, -60, Number.NaN]) {
      const change = loudnessChange({ integratedLufs, truePeakDb: Number.NEGATIVE_INFINITY });
      expect(change).to.deep.equal({ gainDb: 0, limit: undefined });
    }
  });

  it('reaches the target for whatever is loud enough to hear', () => {
    fc.assert(
      fc.property(fc.double({ min: -52, max: 10, noNaN: true }), (integratedLufs) => {
        const { gainDb } = loudnessChange({ integratedLufs, truePeakDb: 0 });
        expect(integratedLufs + gainDb).to.be.closeTo(TARGET_LUFS, 0.051);
      }),
    );
  });
});
