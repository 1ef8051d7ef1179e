import { expect } from 'chai';
import { DEMO_CLIPS } from '../../../../../server/office/demo/demo-clips.js';
import { playTune } from '../../../../../server/office/demo/tune.js';

describe('the tunes of the demo', () => {
  for (const { title, tune } of DEMO_CLIPS) {
    it(`${title}: sounds without clipping, and fades at both ends`, () => {
      const sound = playTune(tune, 5);
      expect(sound).to.have.length(5 * 48_000 * 2);
      const peak = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(peak).to.be.within(0.15, 0.9);
      for (const end of [sound.subarray(0, 200), sound.subarray(-200)]) {
        expect(end.every((value) => Math.abs(value) < 0.01)).to.equal(true);
      }
    });
  }

  it('are distinct, and of different lengths that no grid fits', () => {
    expect(new Set(DEMO_CLIPS.map(({ tune }) => JSON.stringify(tune))).size).to.equal(DEMO_CLIPS.length);
    expect(new Set(DEMO_CLIPS.map(({ seconds }) => seconds)).size).to.equal(DEMO_CLIPS.length);
    for (const { seconds } of DEMO_CLIPS) expect(seconds).to.be.within(8, 20);
  });
});
