import { expect } from 'chai';
import { planStoryboard, storyboardVtt } from '../../../../media/ingest/storyboard.js';
import type { PreparedIndex } from '../../../../media/prepared-media.js';
import { tileAt } from '../../../../server/channel/storyboard-tile.js';

/** Two-second fragments at 30 frames a second. */
function vttOf(fragments: number): string {
  const layers = [{ trackId: 1, width: 1280, height: 720, kbps: 1000 }];
  const frames = fragments * 60;
  const spans = Array.from({ length: fragments }, (_, index): [number, number] => [index * 100, 100]);
  const index: PreparedIndex = {
    version: 1,
    fps: 30,
    frames,
    framesPerFragment: 60,
    layers,
    audioTrackId: 2,
    fragments: spans,
  };
  return storyboardVtt(planStoryboard(index), index, 'storyboard.jpg');
}

describe('storyboard-tile', () => {
  const vtt = vttOf(25);

  it('finds the picture of an instant, row by row', () => {
    expect(tileAt(vtt, 0)).to.deep.equal({ x: 0, y: 0, width: 160, height: 90 });
    expect(tileAt(vtt, 1999)).to.include({ x: 0, y: 0 });
    expect(tileAt(vtt, 2000)).to.include({ x: 160, y: 0 });
    expect(tileAt(vtt, 23_500)).to.include({ x: 160, y: 90 });
  });

  it('has the last picture for what lies beyond, and none for no storyboard', () => {
    expect(tileAt(vtt, 3_600_000)).to.include({ x: 4 * 160, y: 2 * 90 });
    expect(tileAt('', 0)).to.equal(null);
    expect(tileAt('WEBVTT\n', 0)).to.equal(null);
  });

  it('finds it in media so long that a picture stands for minutes', () => {
    expect(tileAt(vttOf(3000), 5_940_000)).to.include({ x: 9 * 160, y: 9 * 90 });
  });
});
