import { expect } from 'chai';
import fc from 'fast-check';
import { FrameSpacing, type Spacing } from '../../../../media/ingest/frame-spacing.js';

function spacing(times: Iterable<number>): Spacing {
  const frames = new FrameSpacing();
  for (const time of times) frames.push(time);
  return frames.summary();
}

const steady = (count: number, fps: number): number[] => Array.from({ length: count }, (_, frame) => frame / fps);

describe('FrameSpacing', () => {
  it('calls steady frames even, rounded to a millisecond as Matroska does', () => {
    for (const fps of [10, 23.976, 29.97, 60]) {
      const rounded = steady(200, fps).map((time) => Math.round(time * 1000) / 1000);
      const { perSecond, ...rest } = spacing(rounded);
      expect(rest, `${fps}`).to.deep.equal({ unevenShare: 0, reordered: false });
      expect(perSecond!.frames / perSecond!.seconds).to.be.closeTo(fps, fps / 2000);
    }
  });

  it('finds B-frames in the order of storing, and sees them where they are shown', () => {
    const times = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8].map((frame) => frame / 25);
    expect(spacing(times)).to.deep.include({ unevenShare: 0, reordered: true });
  });

  it('finds how many frames are missing from their places', () => {
    const dropping = steady(100, 30).filter((_, frame) => frame % 10 !== 5);
    expect(spacing(dropping).unevenShare).to.be.closeTo(0.11, 0.02);
  });

  it('has nothing to say of one frame', () => {
    expect(spacing([4])).to.deep.equal({ unevenShare: 0, reordered: false, perSecond: undefined });
  });

  it('bears any times', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 })), (times) => {
        expect(spacing(times).unevenShare).to.be.within(0, 1);
      }),
    );
  });
});
