import { expect } from 'chai';
import { tellingPicture } from '../../../../media/ingest/telling-picture.js';

const plain = (value: number): Uint8Array => new Uint8Array(64).fill(value);
const scene = (contrast: number): Uint8Array =>
  new Uint8Array(64).map((_, at) => 128 + (at % 2 === 0 ? contrast : -contrast));

describe('tellingPicture', () => {
  it('is not black, and no flash', () => {
    expect(tellingPicture([plain(16), plain(16), scene(20), plain(235)])).to.equal(2);
  });

  it('is the one a third into a media when all say as much', () => {
    expect(tellingPicture([1, 2, 3, 4, 5, 6, 7].map(() => scene(40)))).to.equal(2);
  });

  it('is the first when all are black, or there is one only', () => {
    expect(tellingPicture([plain(16), plain(16)])).to.equal(0);
    expect(tellingPicture([scene(9)])).to.equal(0);
    expect(tellingPicture([])).to.equal(0);
  });
});
