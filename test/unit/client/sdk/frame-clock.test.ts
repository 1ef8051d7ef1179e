import { expect } from 'chai';
import fc from 'fast-check';
import { globalFrameOf } from '../../../../client/sdk/frame-clock.js';
import { videoTimestamp } from '../../../../shared/rtp-time.js';
import { frameTimeMs, gridFor, HOUSE_FRAME_RATES } from '../../../../shared/timeline/grid.js';

const SIX_HOURS_MS = 6 * 3_600_000;

describe('frame-clock', () => {
  it('TL7 names the frame, its instant and its layer from the timestamp alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HOUSE_FRAME_RATES),
        fc.integer({ min: 0, max: 200_000_000_000 }),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: -SIX_HOURS_MS + 60_000, max: SIX_HOURS_MS - 60_000 }),
        (fps, frame, layer, apartMs) => {
          const grid = gridFor(fps);
          const scheduledAtMs = frameTimeMs(grid, frame);
          const seen = globalFrameOf(grid, videoTimestamp(grid, frame, layer), scheduledAtMs + apartMs);
          expect(seen).to.deep.equal({ frame, scheduledAtMs, layer });
        },
      ),
    );
  });

  it('does not guess a layer from a timestamp that was stamped otherwise', () => {
    const grid = gridFor(30);
    const seen = globalFrameOf(grid, videoTimestamp(grid, 1000) + 17, frameTimeMs(grid, 1000));
    expect(seen).to.include({ frame: 1000, layer: null });
  });
});
