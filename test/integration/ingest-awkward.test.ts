import { expect } from 'chai';
import { deservedLayers } from '../../media/house.js';
import { displaySize } from '../../media/ingest/source-facts.js';
import { awkwardRig, prepareAwkward } from './ingest-awkward-media.js';
import { AWKWARD_SOURCES } from './ingest-awkward-sources.js';
import { expectHouseFormat } from './ingest-house-format.js';
import { soundOnsets } from './ingest-opus.js';
import { HOUSE_30 } from './ingest-rig.js';

/** The part of a picture that is no bar, in pixels. */
function litArea(luma: Uint8Array, width: number): { width: number; height: number } {
  const lit = [...luma.keys()].filter((at) => luma[at]! > 50);
  const columns = lit.map((at) => at % width);
  const left = columns.reduce((least, column) => Math.min(least, column), width);
  const right = columns.reduce((most, column) => Math.max(most, column), 0);
  return { width: right - left + 1, height: Math.floor(lit.at(-1)! / width) - Math.floor(lit[0]! / width) + 1 };
}

describe('preparing an awkward source', function () {
  this.timeout(30_000);
  afterEach(async () => {
    const left = await (await awkwardRig()).leftovers();
    expect(left.filter((name) => !name.startsWith('media/'))).to.deep.equal([]);
  });

  /** When the picture first turns bright, in seconds. */
  function flashAtS(pictures: readonly Uint8Array[], width: number): number {
    const centre = pictures.map((luma) => luma[Math.floor(luma.length / width / 2) * width + width / 2]!);
    const brightest = centre.reduce((most, value) => Math.max(most, value), 0);
    return centre.findIndex((value) => value > (centre[0]! + brightest) / 2) / HOUSE_30.fps;
  }

  function beepAtS(sound: Float32Array): number {
    const loudest = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return soundOnsets(sound, loudest * 0.5)[0]!;
  }

  function expectAspect(luma: Uint8Array, canvas: { width: number; height: number }, aspect: number): void {
    const { width, height } = canvas;
    const area = litArea(luma, width);
    const scale = Math.min(width / aspect, height);
    expect(area.width, 'width').to.be.closeTo(scale * aspect, 2.5);
    expect(area.height, 'height').to.be.closeTo(scale, 2.5);
  }

  for (const awkward of AWKWARD_SOURCES) {
    const { what, frames, aspect, aspectAtEnd = aspect, findings, flashAtS: expectedS = 1 } = awkward;
    it(what, async () => {
      const { media, prepared } = await prepareAwkward(awkward);
      await expectHouseFormat(media, HOUSE_30, frames, deservedLayers(HOUSE_30, displaySize(prepared.source.video)));
      const told = prepared.findings.map(({ code }) => code);
      expect(told.filter((code) => !/^(loudness-|peaks-|not-enlarged)/.test(code))).to.deep.equal(findings);
      const canvas = media.index.layers.at(-1)!;
      const pictures = await media.pictures(media.index.layers.length - 1);
      expectAspect(pictures[5]!, canvas, aspect);
      expectAspect(pictures.at(-1)!, canvas, aspectAtEnd);
      if (expectedS === 'no') return;
      const [seenS, heardS] = [flashAtS(pictures, canvas.width), beepAtS(await media.sound())];
      expect(seenS, 'flash').to.be.closeTo(expectedS, 0.02);
      expect(heardS - seenS, 'sound behind picture').to.be.within(-0.02, 0.02);
      expect(await media.loudnessLufs()).to.be.closeTo(-16, 1);
    });
  }
});
