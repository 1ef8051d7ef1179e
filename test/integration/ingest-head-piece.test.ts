import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { headFrames, makeHeadPiece } from '../../media/ingest/head-piece.js';
import { toAnnexB } from '../../media/ingest/key-pictures.js';
import { mediaKeys } from '../../media/prepared-media.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { makeCounterClip } from '../support/counter-clip.js';
import { FFMPEG_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { readFrameCounter } from '../support/frame-counter.js';
import { makeTempDir } from '../support/temp-dir.js';
import { PreparedMedia } from './ingest-inspection.js';
import { HOUSE_30, IngestRig } from './ingest-rig.js';

const CLIP = 7;
const FRAMES = 159;
const GOP = 60;

describe('the head piece of a trim', function () {
  this.timeout(30_000);
  const clock = new MasterClock();
  let rig: IngestRig;
  let media: PreparedMedia;
  let objectId: string;

  before(async () => {
    rig = await IngestRig.create();
    const source = join(makeTempDir('head-source'), 'counter.mov');
    await makeCounterClip({ clip: CLIP, frames: FRAMES, house: HOUSE_30, detail: 0.3 }, source);
    const made = await rig.prepare(source);
    media = made.media;
    objectId = made.prepared.objectId;
  });

  after(() => {
    rig.close();
    clock.close();
  });

  function make(inFrame: number) {
    const deps = { store: rig.store, workDir: makeTempDir('head-work'), tools: { ffmpeg: FFMPEG_BIN }, clock };
    return makeHeadPiece({ objectId, inFrame }, deps);
  }

  /** What a decoder shows that is given the piece and then the main object from the next GOP on. */
  async function shown(head: PreparedMedia, from: number, layer: number) {
    const { trackId, width, height } = media.index.layers[layer]!;
    const samples = [
      ...(await head.samples(head.index.layers[layer]!.trackId)),
      ...(await media.samples(trackId)).slice(from),
    ];
    const decode = ['-f', 'h264', '-i', 'pipe:0', '-fps_mode', 'passthrough', '-vf', 'scale=out_range=tv'];
    const bytes = await runFfmpeg([...decode, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'], samples.map(toAnnexB));
    const size = width * height;
    return Array.from({ length: bytes.length / size }, (_, picture) => {
      const data = bytes.subarray(picture * size, (picture + 1) * size);
      const reading = readFrameCounter({ width, height, channels: 1, data });
      return reading.kind === 'frame' && reading.clip === CLIP ? reading.frame : reading;
    });
  }

  for (const inFrame of [3, 57, 75, 117, 132]) {
    it(`from frame ${inFrame} shows every frame on every layer, and sounds as if nothing were cut`, async () => {
      const { objectId: headId, frames } = await make(inFrame);
      const head = await PreparedMedia.open(rig.store, headId);
      expect(head.index).to.include({ frames, fps: 30 });
      expect(head.index.fragments).to.have.lengthOf(1);
      const next = inFrame + frames;
      expect(next === FRAMES || next % GOP === 0).to.equal(true);
      const wanted = Array.from({ length: FRAMES - inFrame }, (_, frame) => inFrame + frame);
      for (const layer of media.index.layers.keys()) {
        expect(await shown(head, next, layer), `layer ${layer}`).to.deep.equal(wanted);
      }
      const packets = await media.samples(media.index.audioTrackId);
      expect(await head.samples(head.index.audioTrackId)).to.deep.equal(
        packets.slice((inFrame / 3) * 5, Math.ceil(next / 3) * 5),
      );
    });
  }

  it('is what playout takes: an IDR first, the tune-in layer with one every 8 frames', async () => {
    const { objectId: headId, frames } = await make(75);
    const [packets] = await (await PreparedMedia.open(rig.store, headId)).fragments();
    const idrs = packets!.layers.map(({ idr }) => [...idr.keys()].filter((frame) => idr[frame] === 1));
    const everyEight = Array.from({ length: Math.ceil(frames / 8) }, (_, number) => 8 * number);
    expect(idrs[0]).to.deep.equal(everyEight);
    for (const main of idrs.slice(1)) expect(main).to.deep.equal([0]);
  });

  it('has the name of its bytes, and the same name when it is made again', async () => {
    const { objectId: headId } = await make(9);
    const bytes = await rig.store.read(mediaKeys(headId).media);
    expect(createHash('sha256').update(bytes).digest('hex')).to.equal(headId);
    const keys = await rig.store.list('');
    expect((await make(9)).objectId).to.equal(headId);
    expect(await rig.store.list('')).to.deep.equal(keys);
  });

  it('is made of no start of a GOP, of nothing off the grid or outside', async () => {
    for (const inFrame of [0, 60, 120, 4, 159, 180, -3]) {
      const failure = await make(inFrame).catch((error: unknown) => error);
      expect(failure, `${inFrame}`).to.be.instanceOf(RangeError);
    }
    expect([0, 3, 60, 132, 159].map((inFrame) => headFrames(media.index, inFrame))).to.deep.equal([0, 57, 0, 27, 0]);
  });
});
