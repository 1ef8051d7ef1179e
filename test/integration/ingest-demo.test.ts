import { expect } from 'chai';
import { makeSlateClip } from '../../media/slate/slate-clip.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { DEMO_CLIPS, makeDemoClip } from '../../server/office/demo/demo-clips.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { FFMPEG_BIN } from '../support/ffmpeg-run.js';
import { expectHouseFormat } from './ingest-house-format.js';
import { levelDb } from './ingest-opus.js';
import { IngestRig } from './ingest-rig.js';
import { sourcePath } from './ingest-sources.js';

describe("the demo's clips and the slate", function () {
  this.timeout(60_000);
  const house = { fps: 25, width: 320, height: 180 };
  let rig: IngestRig;
  let clock: MasterClock;

  before(async () => {
    rig = await IngestRig.create();
    clock = new MasterClock();
  });

  after(() => {
    clock.close();
    rig.close();
  });

  /** The mean difference of two pictures, in steps of brightness. */
  const difference = (one: Uint8Array, other: Uint8Array): number =>
    one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length;

  it('a clip becomes house media of its own length, and moves and sounds throughout', async () => {
    const clip = DEMO_CLIPS.find(({ id }) => id === 'life')!;
    const path = sourcePath('life.mp4');
    await makeDemoClip(clip, path, { ffmpeg: FFMPEG_BIN, house, clock });
    const { media } = await rig.prepare(path, { house });
    await expectHouseFormat(media, house, Math.round(clip.seconds * house.fps));
    const pictures = await media.pictures(1);
    const sound = await media.sound();
    for (let second = 1; second < 9; second += 1) {
      const at = second * house.fps;
      expect(difference(pictures[at]!, pictures[at - house.fps / 5]!), `second ${second}`).to.be.above(0.3);
      expect(levelDb(sound, second * 48_000, 24_000), `second ${second}`).to.be.above(-40);
    }
  });

  it('the slate is a silent loop of whole GOPs whose end runs into its beginning', async () => {
    const path = sourcePath('slate.mp4');
    await makeSlateClip(path, { ffmpeg: FFMPEG_BIN, house, clock });
    const { media } = await rig.prepare(path, { house });
    await expectHouseFormat(media, house, 250);
    expect(media.index.frames % gridFor(house.fps).framesPerGop).to.equal(0);
    const pictures = await media.pictures(1);
    expect(difference(pictures[249]!, pictures[0]!), 'at the seam').to.be.below(1);
    expect(difference(pictures[125]!, pictures[0]!), 'half a loop away').to.be.above(3);
    expect(levelDb(await media.sound(), 0, 480_000)).to.be.below(-100);
  });
});
