import { expect } from 'chai';
import fc from 'fast-check';
import { deservedLayers, houseLayers } from '../../../media/house.js';

const HOUSE = { fps: 30, width: 1280, height: 720 };

const sizes = (layers: readonly { width: number; height: number }[]): string[] =>
  layers.map(({ width, height }) => `${width}×${height}`);

describe('houseLayers', () => {
  it('are the tune-in layer, half the canvas where that is worth watching, and the canvas', () => {
    expect(sizes(houseLayers(HOUSE))).to.deep.equal(['320×180', '640×360', '1280×720']);
    expect(sizes(houseLayers({ ...HOUSE, width: 640, height: 360 }))).to.deep.equal(['320×180', '640×360']);
  });
});

describe('deservedLayers', () => {
  const cases: readonly [what: string, width: number, height: number, layers: string[]][] = [
    ['a larger source deserves them all', 3840, 2160, ['320×180', '640×360', '1280×720']],
    ['so does one that is hardly smaller', 1272, 716, ['320×180', '640×360', '1280×720']],
    ['and one as high, or as wide', 1280, 544, ['320×180', '640×360', '1280×720']],
    ['a smaller one is not enlarged', 960, 540, ['320×180', '640×360', '960×540']],
    ['nor one that stands upright', 480, 640, ['320×180', '640×360', '1138×640']],
    ['two main layers of nearly the same size are one too many', 720, 400, ['320×180', '720×406']],
    ['a tiny one has one main layer all the same', 160, 120, ['320×180', '320×180']],
    ['a single pixel too', 1, 1, ['320×180', '320×180']],
  ];
  for (const [what, width, height, layers] of cases) {
    it(what, () => expect(sizes(deservedLayers(HOUSE, { width, height }))).to.deep.equal(layers));
  }

  it('are no more and no larger than the house has, and grow from the tune-in layer to the canvas', () => {
    const length = fc.integer({ min: 1, max: 8192 });
    const canvas = fc.integer({ min: 45, max: 1080 }).map((half) => half * 2);
    fc.assert(
      fc.property(length, length, canvas, (width, height, houseHeight) => {
        const house = { fps: 25, width: Math.round((houseHeight * 8) / 9) * 2, height: houseHeight };
        const [all, layers] = [houseLayers(house), deservedLayers(house, { width, height })];
        expect(layers.length).to.be.within(2, all.length);
        expect(layers[0]).to.deep.equal(all[0]);
        const heights = layers.map((layer) => layer.height);
        expect(heights).to.deep.equal(heights.toSorted((a, b) => a - b));
        expect(heights.at(-1)).to.be.at.most(house.height);
        expect(layers.every((layer) => layer.width % 2 === 0 && layer.height % 2 === 0)).to.equal(true);
      }),
    );
  });
});
