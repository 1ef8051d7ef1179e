import { expect } from 'chai';
import { EditGaps } from '../../../../media/ingest/edit-gaps.js';

const FRAME_S = 1 / 30;

/** An edit of pictures that are stored in another order than they are shown, behind pictures that are not shown. */
function edit(gaps: EditGaps, fromS: number, frames: number, hidden: number): void {
  for (let index = 0; index < hidden; index += 1) gaps.discard();
  for (let index = 0; index < frames; index += 3) {
    for (const place of [2, 0, 1]) {
      const startS = fromS + (index + place) * FRAME_S;
      gaps.show(startS, startS + FRAME_S);
    }
  }
}

describe('edits that start late', () => {
  it('are found with what they are late by', () => {
    const gaps = new EditGaps();
    edit(gaps, 0, 120, 0);
    edit(gaps, 4 + 2 * FRAME_S, 120, 30);
    const found = gaps.end();
    expect(found).to.have.lengthOf(1);
    expect(found[0]!.atS).to.be.closeTo(4 + 2 * FRAME_S, 1e-9);
    expect(found[0]!.gapS).to.be.closeTo(2 * FRAME_S, 1e-9);
  });

  it('are none where edits follow at once, where nothing is hidden, and at the start', () => {
    const atOnce = new EditGaps();
    edit(atOnce, 0, 120, 20);
    edit(atOnce, 4, 120, 30);
    expect(atOnce.end()).to.deep.equal([]);
    const plain = new EditGaps();
    edit(plain, 0, 120, 0);
    edit(plain, 4 + 2 * FRAME_S, 120, 0);
    expect(plain.end()).to.deep.equal([]);
  });
});
