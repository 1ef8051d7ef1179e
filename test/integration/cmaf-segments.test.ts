import { expect } from 'chai';
import { initSegment } from '../../media/cmaf/init-segment.js';
import { mediaSegment } from '../../media/cmaf/media-segment.js';
import type { SegmentCut } from '../../media/cmaf/segment-samples.js';
import { PACKAGED_TRACK_ID, type SegmentTrack, segmentTrack } from '../../media/cmaf/segment-track.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { runFfmpeg } from '../support/ffmpeg-run.js';
import { type ListedPacket, listPackets } from '../support/packet-list.js';
import { makeLibrary, testLibrary } from '../support/station.js';

const FRAMES = 159;
const NAMES = ['v0', 'v1', 'v2', 'a'];

interface Prepared {
  readonly file: Buffer;
  readonly index: PreparedIndex;
}

/** Prepared media, packaged by track and read with the eyes of ffmpeg. */
describe('segments of prepared media', function () {
  this.timeout(60_000);
  let media: Prepared;
  /** With other layers. */
  let other: Prepared;

  before(async () => {
    const large = await makeLibrary([{ clip: 1, frames: FRAMES }], { fps: 30, width: 1280, height: 720 });
    media = await open(large.blobDir, large.items[0]!.objectId);
    const small = await testLibrary();
    other = await open(small.blobDir, small.items[0]!.objectId);
  });

  async function open(folder: string, objectId: string): Promise<Prepared> {
    const store = await DiskBlobStore.create(folder);
    const keys = mediaKeys(objectId);
    return { index: parsePreparedIndex(await store.read(keys.index)), file: await store.read(keys.media) };
  }
  const trackOf = (name: string, { index } = media): SegmentTrack =>
    segmentTrack(index, name) ?? expect.fail(`no track ${name}`);
  const init = (name: string) => initSegment(media.file.subarray(0, media.index.fragments[0]![0]), trackOf(name));
  function segment(
    name: string,
    number: number,
    rest: SegmentCut & { baseDecodeTime?: number } = {},
    { file, index } = media,
  ): Buffer {
    const [offset, length] = index.fragments[number]!;
    const track = trackOf(name, { file, index });
    return Buffer.concat(mediaSegment(file.subarray(offset, offset + length), { index, track, number, ...rest }));
  }
  const listSegments = (name: string, ...segments: Buffer[]) =>
    listPackets(Buffer.concat([init(name), ...segments]), PACKAGED_TRACK_ID);
  const all = (name: string) => media.index.fragments.map((_, number) => segment(name, number));
  const stored = (name: string, of = media) => listPackets(of.file, trackOf(name, of).storedId);
  const at = (list: readonly ListedPacket[], byTicks: number) =>
    list.map((packet) => ({ ...packet, pts: packet.pts + byTicks, dts: packet.dts + byTicks }));

  for (const name of NAMES) {
    it(`${name}: behind its init segment, they are the stored packets with their times`, async () => {
      const whole = await listSegments(name, ...all(name));
      expect(whole).to.have.length(name === 'a' ? 265 : FRAMES);
      expect(whole).to.deep.equal(await stored(name));
    });
  }

  it('decode to the stored pictures of each layer, without a word of the decoder', async () => {
    for (const name of NAMES.slice(0, -1)) {
      const packaged = Buffer.concat([init(name), ...all(name)]);
      const digest = (map: string, bytes: Buffer) =>
        runFfmpeg(['-xerror', '-i', 'pipe:0', '-map', map, '-f', 'md5', 'pipe:1'], [bytes]);
      const tops = await digest(`0:i:${trackOf(name).storedId}`, media.file);
      expect((await digest('0:v', packaged)).toString(), name).to.equal(tops.toString());
    }
  });

  it('move to another timeline, beyond 32 bits', async () => {
    const base = 2 ** 40;
    for (const name of ['v1', 'a']) {
      const list = await listSegments(name, segment(name, 1, { baseDecodeTime: base }));
      const own = (await stored(name)).slice(name === 'a' ? 100 : 60, name === 'a' ? 200 : 120);
      expect(list, name).to.deep.equal(at(own, base - own[0]!.dts));
    }
  });

  it('end behind a frame, with the sound of these frames', async () => {
    const [pictures, sound] = await Promise.all([
      listSegments('v2', segment('v2', 0), segment('v2', 1, { frames: 33 })),
      listSegments('a', segment('a', 0), segment('a', 1, { frames: 33 })),
    ]);
    expect(pictures).to.deep.equal((await stored('v2')).slice(0, 93));
    expect(sound).to.deep.equal((await stored('a')).slice(0, 155));
    const cut = Buffer.concat([init('v2'), segment('v2', 1, { frames: 33 })]);
    const args = ['-xerror', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'gray', '-vf', 'scale=16:16', 'pipe:1'];
    expect(await runFfmpeg(args, [cut])).to.have.length(33 * 256);
  });

  it('start anywhere with the sound', async () => {
    const list = await listSegments('a', segment('a', 1, { firstFrame: 21, frames: 48 }));
    expect(list).to.deep.equal((await stored('a')).slice(135, 180));
    const [first] = await listSegments('a', segment('a', 1, { firstFrame: 21, baseDecodeTime: 960_000 }));
    expect(first!.dts).to.equal(960_000);
  });

  it('of objects with other layers follow one another behind one init segment', async () => {
    expect(other.index.layers.length).to.not.equal(media.index.layers.length);
    for (const [name, ticksPerFrame] of [
      ['v0', 3000],
      ['a', 1600],
    ] as const) {
      const baseDecodeTime = 120 * ticksPerFrame;
      const segments = [segment(name, 0), segment(name, 1), segment(name, 1, { baseDecodeTime }, other)];
      const list = await listSegments(name, ...segments);
      const [first, second] = await Promise.all([stored(name), stored(name, other)]);
      const perFragment = name === 'a' ? 100 : 60;
      const behind = at(second.slice(perFragment, 2 * perFragment), 60 * ticksPerFrame);
      expect(list, name).to.deep.equal([...first.slice(0, 2 * perFragment), ...behind]);
      if (name === 'a') continue;
      const args = ['-xerror', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'gray', '-vf', 'scale=16:16', 'pipe:1'];
      expect(await runFfmpeg(args, [init(name), ...segments])).to.have.length(180 * 256);
    }
  });
});
