import { expect } from 'chai';
import { planStoryboard, storyboardVtt } from '../../../media/ingest/storyboard.js';
import { parseStoryboard, tileAt } from '../../../shared/storyboard.js';
import { syntheticMedia } from '../../support/synthetic-media.js';

/** Of media in fragments of two seconds, as it is written. */
function storyboardOf(fragments: number) {
  const { index } = syntheticMedia([{ layers: 1, frames: 60 }]);
  const spans = Array.from({ length: fragments }, (_, number): [number, number] => [number * 100, 100]);
  const layers = [{ trackId: 1, width: 1280, height: 720, kbps: 1000 }];
  const long = { ...index, layers, fragments: spans, frames: fragments * 60 };
  const plan = planStoryboard(long);
  return { plan, tiles: parseStoryboard(storyboardVtt(plan, long, 'storyboard.jpg')) };
}

describe('storyboard', () => {
  const { plan, tiles } = storyboardOf(25);

  it('is read as it is written, row by row', () => {
    expect(tiles).to.have.lengthOf(plan.fragments.length);
    expect(tiles[0]).to.deep.equal({ startMs: 0, x: 0, y: 0, width: 160, height: 90 });
    expect(tiles[11]).to.deep.equal({ startMs: 22_000, x: 160, y: 90, width: 160, height: 90 });
  });

  it('has a tile for every instant, the last for what lies beyond', () => {
    expect([0, 1999, 2000, 49_999, 3_600_000].map((atMs) => tileAt(tiles, atMs)?.startMs)).to.deep.equal([
      0, 0, 2000, 48_000, 48_000,
    ]);
    expect(tileAt(tiles, 3_600_000)).to.include({ x: 4 * 160, y: 2 * 90 });
  });

  it('has one in media so long that a picture stands for minutes', () => {
    expect(tileAt(storyboardOf(3000).tiles, 5_940_000)).to.include({ x: 9 * 160, y: 9 * 90 });
  });

  it('is empty when what is read is no storyboard', () => {
    for (const text of ['', 'WEBVTT\n', 'WEBVTT\n\n<html>']) expect(parseStoryboard(text)).to.deep.equal([]);
    expect(tileAt([], 0)).to.equal(undefined);
  });
});
