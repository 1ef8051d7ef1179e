import { expect } from 'chai';
import { parseStoryboard, tileAt } from '../../../../../client/console/library/storyboard.js';
import { planStoryboard, storyboardVtt } from '../../../../../media/ingest/storyboard.js';
import { syntheticMedia } from '../../../../support/synthetic-media.js';

describe('storyboard', () => {
  const { index } = syntheticMedia(Array.from({ length: 25 }, () => ({ layers: 1, frames: 60 })));
  const plan = planStoryboard(index);
  const tiles = parseStoryboard(storyboardVtt(plan, index, 'storyboard.jpg'));

  it('is read as the server writes it', () => {
    expect(tiles).to.have.lengthOf(plan.fragments.length);
    expect(tiles[11]).to.deep.include({ startMs: 22_000, endMs: 24_000, left: 160, top: plan.tileHeight, width: 160 });
  });

  it('has a tile for every instant', () => {
    expect([0, 1999, 2000, 49_999, 99_999].map((atMs) => tileAt(tiles, atMs)?.startMs)).to.deep.equal([
      0, 0, 2000, 48_000, 48_000,
    ]);
  });

  it('is empty when what is read is no storyboard', () => {
    expect(parseStoryboard('WEBVTT\n\n<html>')).to.deep.equal([]);
    expect(tileAt([], 0)).to.equal(undefined);
  });
});
