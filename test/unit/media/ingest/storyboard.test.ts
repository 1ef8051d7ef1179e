import { expect } from 'chai';
import fc from 'fast-check';
import { planStoryboard, storyboardVtt } from '../../../../media/ingest/storyboard.js';
import type { PreparedIndex } from '../../../../media/prepared-media.js';

function index(frames: number, { fps = 30, width = 1280, height = 720 } = {}): PreparedIndex {
  const count = Math.ceil(frames / (2 * fps));
  return {
    ...{ version: 1, fps, frames, framesPerFragment: 2 * fps, audioTrackId: 2 },
    layers: [{ trackId: 1, width, height, kbps: 1 }],
    fragments: Array.from({ length: count }, (_, fragment): [number, number] => [1000 + fragment * 10, 10]),
  };
}

describe('planStoryboard', () => {
  it('shows the start of each fragment of a short media', () => {
    expect(planStoryboard(index(150))).to.deep.equal({
      ...{ fragments: [0, 1, 2], tileWidth: 160, tileHeight: 90, columns: 3, rows: 1 },
    });
  });

  it('keeps the shape of the channel', () => {
    expect(planStoryboard(index(30, { width: 640, height: 480 })).tileHeight).to.equal(120);
  });

  it('is of the same size however long the media is, and reaches to its end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 * 3600 * 30 }), (frames) => {
        const media = index(frames);
        const { fragments, columns, rows } = planStoryboard(media);
        expect(fragments.length).to.be.within(1, 100);
        expect(columns).to.be.at.most(10);
        expect(columns * rows).to.be.within(fragments.length, fragments.length + columns - 1);
        expect(fragments[0]).to.equal(0);
        const every = (fragments[1] ?? media.fragments.length) - fragments[0]!;
        expect(media.fragments.length - fragments.at(-1)!).to.be.within(1, every);
      }),
    );
  });
});

describe('storyboardVtt', () => {
  it('gives each stretch of time its part of the sprite', () => {
    const media = index(60 * 11 + 15);
    expect(storyboardVtt(planStoryboard(media), media, 'storyboard.jpg').split('\n').slice(0, 6)).to.deep.equal([
      'WEBVTT',
      '',
      '00:00:00.000 --> 00:00:02.000',
      'storyboard.jpg#xywh=0,0,160,90',
      '',
      '00:00:02.000 --> 00:00:04.000',
    ]);
  });

  it('starts a new row behind ten, and ends where the media does', () => {
    const media = index(60 * 11 + 15);
    expect(storyboardVtt(planStoryboard(media), media, 's').trim().split('\n').slice(-2)).to.deep.equal([
      '00:00:22.000 --> 00:00:22.500',
      's#xywh=160,90,160,90',
    ]);
  });

  it('counts hours', () => {
    const media = index(12 * 3600 * 30);
    expect(storyboardVtt(planStoryboard(media), media, 's')).to.match(/--> 12:00:00\.000\n/);
  });
});
