import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { houseLayers } from '../../media/house.js';
import { mediaKeys } from '../../media/prepared-media.js';
import { ensureSlate } from '../../media/slate/built-in-slate.js';
import { loadSlate, slateFolder } from '../../media/slate/slate.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { makeTempDir } from '../support/temp-dir.js';

const MOST_BYTES = 8 * 1024 * 1024;

describe('the built-in slate', function () {
  this.timeout(60_000);
  const house = { fps: 25, width: 320, height: 180 };
  const folder = makeTempDir('slate');
  let clock: MasterClock;

  before(() => {
    clock = new MasterClock();
  });
  after(() => clock.close());

  const ensure = (tools = { ffmpeg: FFMPEG_BIN, ffprobe: FFPROBE_BIN }) =>
    ensureSlate({ folder, house, workDir: makeTempDir('work'), tools, clock });

  it('is made once for a house, lies on local disk, and is in memory as a whole', async () => {
    expect(await loadSlate(folder, house)).to.equal(undefined);
    const { record, packets } = await ensure();
    expect(record).to.deep.equal({
      ...{ id: 'slate-320x180-25', title: 'Back soon', fps: 25, frames: 250, createdAtMs: 0 },
      objectId: packets.objectId,
    });
    expect(packets.fragments.map(({ frames }) => frames)).to.deep.equal([50, 50, 50, 50, 50]);
    for (const { layers, audioPackets, bytes } of packets.fragments) {
      expect(layers.map(({ idr }) => idr[0])).to.deep.equal(houseLayers(house).map(() => 1));
      expect(audioPackets).to.equal(100);
      expect(bytes.length).to.be.below(MOST_BYTES / 5);
    }
    const none = { ffmpeg: '/nowhere', ffprobe: '/nowhere' };
    expect((await ensure(none)).record).to.deep.equal(record);
    expect((await loadSlate(folder, house))!.record).to.deep.equal(record);
    expect(await loadSlate(folder, { ...house, width: 640, height: 360 })).to.equal(undefined);
  });

  it('is made anew when its file is damaged', async () => {
    const { record } = await ensure();
    await truncate(join(slateFolder(folder, house), mediaKeys(record.objectId).media), 10_000);
    expect(await loadSlate(folder, house)).to.equal(undefined);
    const { packets } = await ensure();
    expect(packets.frames).to.equal(250);
  });
});
