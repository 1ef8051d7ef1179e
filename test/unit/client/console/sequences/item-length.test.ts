import { expect } from 'chai';
import { itemLengthMs, type MediaById, startsMs } from '../../../../../client/console/sequences/item-length.js';

const media = new Map([
  ['film', { durationMs: 10_000 }],
  ['spot', { durationMs: 4000 }],
]) as unknown as MediaById;

describe('item length', () => {
  it('is what the trim leaves of a media', () => {
    expect(itemLengthMs({ mediaId: 'film' }, media)).to.equal(10_000);
    expect(itemLengthMs({ mediaId: 'film', inMs: 2000, outMs: 5000 }, media)).to.equal(3000);
    expect(itemLengthMs({ mediaId: 'film', inMs: 2000, outMs: 99_000 }, media)).to.equal(8000);
    expect(itemLengthMs({ mediaId: 'gone' }, media)).to.equal(0);
  });

  it('is what a slot says, else the length of its fallback', () => {
    const slot = { name: 'Advert', variants: [], fallbackMediaId: 'spot' };
    expect(itemLengthMs({ slot }, media)).to.equal(4000);
    expect(itemLengthMs({ slot: { ...slot, durationMs: 6000 } }, media)).to.equal(6000);
  });

  it('tells when each item starts, and the end', () => {
    expect(startsMs([{ mediaId: 'spot' }, { mediaId: 'film' }], media)).to.deep.equal([0, 4000, 14_000]);
  });
});
