import { expect } from 'chai';
import { HARD_SOURCES } from './ingest-hard-sources.js';
import { soundOnsets } from './ingest-opus.js';
import { HOUSE_30, IngestRig } from './ingest-rig.js';

/** Beside a refresh of the house, for each picture is shown on its grid. */
const IN_STEP_S = 0.02;
const HALF_FRAME_S = 1 / HOUSE_30.fps / 2;
/** What is no part of what makes these sources hard. */
const ASIDE =
  /^(loudness-|peaks-|not-enlarged|mono-doubled|b-frames|frame-rate|variable-frame-rate|letterboxed|sound-longer|sound-shorter|damaged-frames)/;

/** When the picture turns bright. */
function flashesIn(pictures: readonly Uint8Array[]): number[] {
  const bright = pictures.map((luma) => luma.reduce((sum, value) => sum + value, 0) / luma.length > 140);
  return bright.flatMap((isBright, frame) => (isBright && bright[frame - 1] === false ? [frame / HOUSE_30.fps] : []));
}

/** When a sound of 1 kHz starts: of what hums below, a step of 5 ms has none. */
function beepsIn(sound: Float32Array): number[] {
  const loudest = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (loudest < 0.01) return [];
  return soundOnsets(sound, loudest * 0.5).filter((atS, index, all) => index === 0 || atS - all[index - 1]! > 0.5);
}

function expectAt(seen: readonly number[], expected: readonly number[], withinS: number, what: string): void {
  expect(seen.length, `${what} at ${seen.map((atS) => atS.toFixed(3))}`).to.equal(expected.length);
  for (const [index, atS] of expected.entries()) expect(seen[index], what).to.be.closeTo(atS, withinS);
}

describe('preparing a hard source', function () {
  this.timeout(30_000);
  let rig: IngestRig;

  before(async () => {
    rig = await IngestRig.create();
  });

  after(() => rig.close());

  for (const { what, make, seconds = 6, flashesAtS = [1, 3, 5], beepsAtS, findings = [] } of HARD_SOURCES) {
    it(what, async () => {
      const { prepared, media } = await rig.prepare(await make());
      const told = prepared.findings.map(({ code }) => code).filter((code) => !ASIDE.test(code));
      expect(told).to.deep.equal(findings);
      expect(prepared.durationMs / 1000, 'length').to.be.closeTo(seconds, 0.35);
      const flashes = flashesIn(await media.pictures(0));
      const beeps = beepsIn(await media.sound());
      expectAt(flashes, flashesAtS, 0.05, 'flashes');
      if (beepsAtS !== undefined) expectAt(beeps, beepsAtS, 0.05, 'beeps');
      else expectAt(beeps, flashes, IN_STEP_S + HALF_FRAME_S, 'beeps in step');
      if (beeps.length > 0) expect(await media.loudnessLufs(), 'loudness').to.be.closeTo(-16, 1);
    });
  }
});
