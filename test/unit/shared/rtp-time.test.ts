import { expect } from 'chai';
import fc from 'fast-check';
import {
  AUDIO_CLOCK_HZ,
  audioTimestamp,
  globalFrameFromRtp,
  layerFromRtp,
  rtpTimeAt,
  VIDEO_CLOCK_HZ,
  videoTimestamp,
} from '../../../shared/rtp-time.js';
import { frameTimeMs, gridFor } from '../../../shared/timeline/grid.js';
import { frameRate } from './timeline/arbitraries.js';

const SIX_HOURS_MS = 6 * 60 * 60 * 1000;
const stepIndex = fc.integer({ min: 0, max: 253_402_300_799 });

describe('RTP time', () => {
  it('TL7 video and audio timestamps are the global frame and packet, modulo 2^32', () => {
    fc.assert(
      fc.property(frameRate, fc.integer({ min: 0, max: 1e13 }), (fps, index) => {
        const exactVideo = (BigInt(index) * BigInt(VIDEO_CLOCK_HZ / fps)) % 2n ** 32n;
        expect(BigInt(videoTimestamp(gridFor(fps), index))).to.equal(exactVideo);
        expect(BigInt(audioTimestamp(index))).to.equal((BigInt(index) * 960n) % 2n ** 32n);
      }),
    );
  });

  it('TL7 a receiver knows the frame and its layer from the timestamp, across the 32-bit wraparound', () => {
    fc.assert(
      fc.property(
        frameRate,
        fc.integer({ min: 5e10, max: 1e13 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: -SIX_HOURS_MS, max: SIX_HOURS_MS }),
        (fps, frame, layer, clockErrorMs) => {
          const grid = gridFor(fps);
          const timestamp = videoTimestamp(grid, frame, layer);
          const nearMs = frameTimeMs(grid, frame) + clockErrorMs;
          expect(globalFrameFromRtp(grid, timestamp, nearMs)).to.equal(frame);
          expect(layerFromRtp(grid, timestamp, nearMs)).to.equal(layer);
        },
      ),
    );
  });

  it('P6 frames, packets and sender reports lie on one line', () => {
    fc.assert(
      fc.property(frameRate, stepIndex, (fps, second) => {
        const grid = gridFor(fps);
        expect(rtpTimeAt(second * 1000, VIDEO_CLOCK_HZ)).to.equal(videoTimestamp(grid, second * fps));
        expect(rtpTimeAt(second * 1000, AUDIO_CLOCK_HZ)).to.equal(audioTimestamp(second * 50));
      }),
    );
  });

  it('the timestamps of consecutive frames differ by one frame, also at the wraparound', () => {
    const grid = gridFor(30);
    const lastBeforeWrap = Math.floor(2 ** 32 / 3000);
    const [before, after] = [videoTimestamp(grid, lastBeforeWrap), videoTimestamp(grid, lastBeforeWrap + 1)];
    expect(after).to.be.below(before);
    expect((after - before) >>> 0).to.equal(3000);
  });
});
