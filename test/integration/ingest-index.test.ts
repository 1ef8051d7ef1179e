import { expect } from 'chai';
import { buildIndex, NotHouseFormatError } from '../../media/ingest/build-index.js';
import { FragmentReadError } from '../../media/ingest/fragment-reader.js';
import type { Prepared } from '../../media/ingest/prepare.js';
import { mediaKeys } from '../../media/prepared-media.js';
import { IngestRig } from './ingest-rig.js';
import { ffmpegSource, H264, picture, tone } from './ingest-sources.js';

describe('the index of a prepared file', function () {
  this.timeout(30_000);
  let rig: IngestRig;
  let prepared: Prepared;
  let file: Buffer;

  before(async () => {
    rig = await IngestRig.create();
    const source = await ffmpegSource('index.mkv', ...picture('640x360', '30', 5), ...tone(5), ...H264);
    ({ prepared } = await rig.prepare(source));
    file = await rig.store.read(mediaKeys(prepared.objectId).media);
  });

  after(() => rig.close());

  async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }

  it('is the same however the file arrives', async () => {
    for (const size of [file.length, 65_536, 777]) {
      expect(await buildIndex(inChunks(file, size), prepared.plan)).to.deep.equal(prepared.index);
    }
  });

  it('covers the file from behind its head to its end', () => {
    const { fragments } = prepared.index;
    const [lastOffset, lastLength] = fragments.at(-1)!;
    expect(fragments).to.have.length(3);
    expect(lastOffset + lastLength).to.equal(file.length);
  });

  async function expectRefusal(bytes: Buffer, words: RegExp, plan = prepared.plan): Promise<void> {
    const error = await buildIndex(inChunks(bytes, 65_536), plan).catch((thrown: unknown) => thrown);
    expect(error).to.satisfy((it: unknown) => it instanceof NotHouseFormatError || it instanceof FragmentReadError);
    expect((error as Error).message).to.match(words);
  }

  /** The file with other bytes at a place in its fragment of a number. */
  function tampered(fragment: number, find: Buffer, replace: Buffer): Buffer {
    const bytes = Buffer.from(file);
    const at = bytes.indexOf(find, prepared.index.fragments[fragment]![0]);
    expect(at, 'what is to be replaced').to.be.above(0);
    replace.copy(bytes, at);
    return bytes;
  }

  const without = (fragment: number): Buffer => {
    const [offset, length] = prepared.index.fragments[fragment]!;
    return Buffer.concat([file.subarray(0, offset), file.subarray(offset + length)]);
  };

  it('is refused to a file that lacks a fragment', async () => {
    await expectRefusal(without(0), /frame 0 at 320×180 is at 180000/);
    await expectRefusal(without(1), /30 of 60 samples/);
    await expectRefusal(without(2), /there are 120 frames instead of 150/);
  });

  it('is refused to a file with more than was planned', async () => {
    await expectRefusal(file, /there are more than 120 frames/, { ...prepared.plan, frames: 120 });
    await expectRefusal(file, /60 of 57 samples/, { ...prepared.plan, frames: 57 });
  });

  it('is refused to a file that is cut off', async () => {
    await expectRefusal(file.subarray(0, -1), /ends inside the box/);
    await expectRefusal(file.subarray(0, 500), /ends inside the box|before its moov/);
    await expectRefusal(Buffer.alloc(0), /before its moov/);
  });

  it('is refused to a GOP that does not start with an IDR', async () => {
    const sps = Buffer.from([0x67, 0x42, 0xc0]);
    await expectRefusal(tampered(1, sps, Buffer.from([0x67, 0x4d, 0x40])), /profile that is not constrained baseline/);
    await expectRefusal(tampered(1, sps, Buffer.from([0x41, 0x9a])), /frame 60 at 640×360 .*(SPS|IDR|slice|NAL)/);
  });

  it('is refused to a fragment that is at another time', async () => {
    const box = Buffer.from('tfdt');
    await expectRefusal(tampered(1, box, Buffer.from('tfdt\x01\0\0\0\0\0\0\0\0\0\0\x01', 'latin1')), /is at 1\//);
  });

  it('is refused to what is no such file', async () => {
    await expectRefusal(Buffer.from('this is a letter to the host, and no video'), /has size/);
    await expectRefusal(Buffer.alloc(100), /has size 0/);
  });
});
