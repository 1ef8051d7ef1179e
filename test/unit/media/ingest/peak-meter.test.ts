import { expect } from 'chai';
import fc from 'fast-check';
import { PeakMeter } from '../../../../media/ingest/peak-meter.js';

/** 16-bit stereo of these values, the same on both sides. */
const stereo = (values: readonly number[]): Buffer =>
  Buffer.from(Int16Array.from(values.flatMap((one) => [one, one])).buffer);

describe('PeakMeter', () => {
  it('keeps the least and the most of each 20 ms of a short sound', () => {
    const meter = new PeakMeter(1920);
    meter.push(stereo([...new Array<number>(959).fill(0), 25_600]));
    meter.push(stereo([...new Array<number>(960).fill(-32_768)]));
    expect(meter.waveform()).to.deep.equal({
      ...{ version: 2, channels: 1, sample_rate: 48_000, samples_per_pixel: 960, bits: 8, length: 2 },
      data: [0, 100, -128, 0],
    });
  });

  it('looks at both channels', () => {
    const meter = new PeakMeter(960);
    meter.push(Buffer.from(Int16Array.of(0, -2560, 5120, 0).buffer));
    expect(meter.waveform().data).to.deep.equal([-10, 20]);
  });

  it('keeps at most 2000 pairs of a sound of any length', () => {
    const meter = new PeakMeter(3_000_000);
    meter.push(Buffer.alloc(3_000_000 * 4));
    expect(meter.waveform()).to.include({ samples_per_pixel: 1500, length: 2000 });
  });

  it('is the same however the sound comes', () => {
    const sound = stereo(Array.from({ length: 3000 }, (_, at) => ((at * 7919) % 65_536) - 32_768));
    const whole = new PeakMeter(3000);
    whole.push(sound);
    const expected = whole.waveform();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 })), (lengths) => {
        const meter = new PeakMeter(3000);
        let at = 0;
        for (const length of lengths) {
          meter.push(sound.subarray(at, at + length));
          at += length;
        }
        meter.push(sound.subarray(at));
        expect(meter.waveform()).to.deep.equal(expected);
      }),
    );
  });
});
