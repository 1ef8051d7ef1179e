import { expect } from 'chai';
import { type HouseFormat, houseLayers, type LayerSpec } from '../../media/house.js';
import { gridFor } from '../../shared/timeline/grid.js';
import type { PreparedMedia } from './ingest-inspection.js';

/** Asserts all that the house format promises to playout, of every frame and packet. */
export async function expectHouseFormat(
  media: PreparedMedia,
  house: HouseFormat,
  frames: number,
  layers = houseLayers(house),
): Promise<void> {
  const grid = gridFor(house.fps);
  const { index } = media;
  expect(frames % grid.framesPerStep, 'the expected length lies on the grid').to.equal(0);
  expect({ fps: index.fps, frames: index.frames, framesPerFragment: index.framesPerFragment }).to.deep.equal({
    fps: house.fps,
    frames,
    framesPerFragment: grid.framesPerGop,
  });
  await expectFragments(media, house, layers);
  expect(index.layers).to.have.length(layers.length);
  for (const [layer, { width, height }] of layers.entries()) {
    expect(index.layers[layer], `layer ${layer}`).to.include({ width, height });
    const { profile, types } = await media.pictureTypes(layer);
    expect(profile).to.equal('Constrained Baseline');
    expect(types, `layer ${layer} has I and P frames only`)
      .to.match(/^[IP]+$/)
      .and.have.length(frames);
  }
  const packets = (frames / grid.framesPerStep) * grid.packetsPerStep;
  expect((await media.sound()).length, 'every packet decodes to 20 ms').to.equal(packets * 960 * 2);
}

async function expectFragments(media: PreparedMedia, house: HouseFormat, layers: readonly LayerSpec[]): Promise<void> {
  const grid = gridFor(house.fps);
  const { fragments: ranges, frames } = media.index;
  for (const [number, [offset, length]] of ranges.slice(0, -1).entries()) {
    expect(ranges[number + 1]![0], 'fragments follow one another').to.equal(offset + length);
  }
  let seen = 0;
  for (const fragment of await media.fragments()) {
    const wanted = Math.min(grid.framesPerGop, frames - seen);
    expect(fragment.frames, `frames of the fragment at ${seen}`).to.equal(wanted);
    expect(fragment.audioPackets).to.equal((wanted / grid.framesPerStep) * grid.packetsPerStep);
    for (const [layer, { idrEvery }] of layers.entries()) {
      // Playout counts a frame as IDR only with SPS and PPS in front of it.
      const idrs = [...fragment.layers[layer]!.idr.entries()].filter(([, idr]) => idr === 1).map(([frame]) => frame);
      const want = Array.from({ length: Math.ceil(wanted / idrEvery) }, (_, gop) => gop * idrEvery);
      expect(idrs, `IDRs of layer ${layer}`).to.deep.equal(want);
    }
    seen += wanted;
  }
  expect(seen).to.equal(frames);
}
