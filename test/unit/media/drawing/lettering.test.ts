import { expect } from 'chai';
import { letter } from '../../../../media/drawing/lettering.js';
import { glyphOf } from '../../../../media/drawing/stroke-font.js';
import { clockText } from '../../../../server/office/demo/title-strip.js';

describe('lettering', () => {
  it('has every letter and digit, small letters drawn as capitals', () => {
    for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:') {
      const { strokes } = glyphOf(character);
      expect(strokes.length, character).to.be.above(0);
      const points = strokes.flatMap(({ from, to }) => [from, to]);
      for (const { x, y } of points) {
        expect(x, character).to.be.within(0, 4);
        expect(y, character).to.be.within(0, 6);
      }
    }
    expect(glyphOf('q')).to.deep.equal(glyphOf('Q'));
  });

  it('leaves a gap for what it does not have', () => {
    expect(glyphOf('é').strokes).to.deep.equal([]);
    expect(letter(' ', 20).coverage.every((ink) => ink === 0)).to.equal(true);
  });

  it('keeps running digits at one width', () => {
    const widths = ['00:00:00', '11:11:11', '59:41:17'].map((text) => letter(text, 40).width);
    expect(new Set(widths).size).to.equal(1);
  });

  it('inks the middle of a stroke fully and nothing beside it', () => {
    const { width, coverage } = letter('I', 60);
    const middle = coverage.subarray(30 * width, 31 * width);
    expect(middle.includes(255)).to.equal(true);
    expect(middle.filter((ink) => ink > 0).length).to.be.within(8, 10);
  });

  it('counts minutes, seconds and frames', () => {
    expect([0, 29, 30, 1799, 1800, 5431].map((frame) => clockText(frame, 30))).to.deep.equal([
      '00:00:00',
      '00:00:29',
      '00:01:00',
      '00:59:29',
      '01:00:00',
      '03:01:01',
    ]);
  });
});
