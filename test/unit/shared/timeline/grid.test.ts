import { expect } from 'chai';
import fc from 'fast-check';
import {
  frameAt,
  frameTimeMs,
  gridFor,
  HOUSE_FRAME_RATES,
  packetAtStepFrame,
  padToGrid,
  snapToGrid,
} from '../../../../shared/timeline/grid.js';
import { frameRate, instantMs } from './arbitraries.js';

describe('grid', () => {
  it('TL3 a step is the shortest time that is whole in video frames and in 20 ms packets', () => {
    const steps = HOUSE_FRAME_RATES.map((fps) => [fps, gridFor(fps).stepMs]);
    expect(steps).to.deep.equal([
      [24, 500],
      [25, 40],
      [30, 100],
      [50, 20],
      [60, 100],
    ]);
    for (const fps of HOUSE_FRAME_RATES) {
      const { stepMs, framesPerStep, packetsPerStep } = gridFor(fps);
      expect((framesPerStep * 1000) / fps).to.equal(stepMs);
      expect(packetsPerStep * 20).to.equal(stepMs);
    }
  });

  it('refuses a frame rate that does not divide the RTP clock', () => {
    expect(() => gridFor(29.97)).to.throw(RangeError, '29.97');
  });

  it('finds the frame that starts at a frame’s own time, and the one before just before it', () => {
    fc.assert(
      fc.property(frameRate, fc.integer({ min: 0, max: 1e13 }), (fps, frame) => {
        const grid = gridFor(fps);
        const timeMs = frameTimeMs(grid, frame);
        expect(frameAt(grid, timeMs)).to.equal(frame);
        expect(frameAt(grid, timeMs - 0.5)).to.equal(frame - 1);
      }),
    );
  });

  it('TL3 packets and frames meet on every step', () => {
    fc.assert(
      fc.property(frameRate, fc.integer({ min: 0, max: 1e11 }), (fps, step) => {
        const grid = gridFor(fps);
        const frame = step * grid.framesPerStep;
        expect(packetAtStepFrame(grid, frame) * 20).to.equal(frameTimeMs(grid, frame));
      }),
    );
  });

  it('pads up and snaps to the nearest step', () => {
    fc.assert(
      fc.property(frameRate, instantMs, fc.integer({ min: 1, max: 1e6 }), (fps, atMs, frames) => {
        const grid = gridFor(fps);
        expect(snapToGrid(grid, atMs) % grid.stepMs).to.equal(0);
        expect(Math.abs(snapToGrid(grid, atMs) - atMs)).to.be.at.most(grid.stepMs / 2);
        const padded = padToGrid(grid, frames);
        expect(padded % grid.framesPerStep).to.equal(0);
        expect(padded - frames).to.be.within(0, grid.framesPerStep - 1);
      }),
    );
  });
});
