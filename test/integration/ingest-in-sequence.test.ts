import { expect } from 'chai';
import { runFfmpeg } from '../support/ffmpeg-run.js';
import { prepareAwkward } from './ingest-awkward-media.js';
import { AWKWARD_SOURCES, type AwkwardSource } from './ingest-awkward-sources.js';
import type { PreparedMedia } from './ingest-inspection.js';
import { decodeOpusPackets } from './ingest-opus.js';

const ORIGINS = [
  ...['MP4 with a rotation', '23.976', 'variable', 'PAL', 'HDR with PQ', 'MPEG-4', '5.1', 'Theora', 'WebM, VP8'],
  'channels and sample rate',
];
const START_CODE = Buffer.from([0, 0, 0, 1]);

describe('ten prepared sources of different origin, one behind the other', function () {
  this.timeout(60_000);
  let items: PreparedMedia[];
  let frames: number;

  before(async () => {
    items = [];
    for (const source of ORIGINS.map(sourceOf)) items.push((await prepareAwkward(source)).media);
    frames = items.reduce((sum, { index }) => sum + index.frames, 0);
  });

  function sourceOf(part: string): AwkwardSource {
    const found = AWKWARD_SOURCES.filter(({ what }) => what.includes(part));
    if (found.length !== 1) throw new Error(`${found.length} sources are called ${part}`);
    return found[0]!;
  }

  /** Samples as one stream in Annex B form (ITU-T H.264, annex B), as a receiver puts it together. */
  function annexB(samples: readonly Buffer[]): Buffer[] {
    return samples.flatMap((sample) => {
      const units: Buffer[] = [];
      for (let at = 0; at < sample.length; ) {
        const end = at + 4 + sample.readUInt32BE(at);
        units.push(START_CODE, sample.subarray(at + 4, end));
        at = end;
      }
      return units;
    });
  }

  for (const layer of [0, 1]) {
    it(`layer ${layer} decodes without an error, and no frame is missing`, async () => {
      const samples: Buffer[] = [];
      for (const media of items) samples.push(...(await media.samples(media.index.layers[layer]!.trackId)));
      const strict = ['-xerror', '-err_detect', 'explode', '-f', 'h264', '-i', 'pipe:0'];
      const tiny = ['-vf', 'scale=16:16', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
      const pictures = await runFfmpeg([...strict, ...tiny], annexB(samples));
      expect(pictures.length / 256).to.equal(frames);
    });
  }

  it('sound decodes without an error, and none is missing', async () => {
    const packets: Buffer[] = [];
    for (const media of items) packets.push(...(await media.samples(media.index.audioTrackId)));
    expect(packets).to.have.length((frames * 5) / 3);
    expect((await decodeOpusPackets(packets)).length).to.equal(packets.length * 960 * 2);
  });

  it('is as loud throughout, to 1 LU', async () => {
    const audible = items.filter((_, item) => sourceOf(ORIGINS[item]!).flashAtS !== 'no');
    const lufs: number[] = [];
    for (const media of audible) lufs.push(await media.loudnessLufs());
    expect(Math.max(...lufs) - Math.min(...lufs)).to.be.at.most(1);
  });
});
