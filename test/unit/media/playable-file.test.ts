import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import fc from 'fast-check';
import { playableFile, segmentIndex } from '../../../media/playable-file.js';
import { mediaKeys, type PreparedIndex, VIDEO_TIME_SCALE } from '../../../media/prepared-media.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import { DiskBlobStore } from '../../../media/store/disk-blob-store.js';
import { syntheticMedia } from '../../support/synthetic-media.js';
import { makeTempDir } from '../../support/temp-dir.js';

const HEADER = Buffer.from('what tells of the tracks');
const { bytes, index: synthetic } = syntheticMedia([
  { layers: 2, frames: 60 },
  { layers: 2, frames: 60 },
  { layers: 2, frames: 33 },
]);
const index: PreparedIndex = {
  ...synthetic,
  fragments: synthetic.fragments.map(([offset, length]) => [offset + HEADER.length, length]),
};

describe('playable file', () => {
  let blobs: DiskBlobStore;

  before(async () => {
    blobs = await DiskBlobStore.create(makeTempDir('playable'));
    const keys = mediaKeys('film');
    await blobs.write(keys.media, Buffer.concat([HEADER, bytes]));
    await blobs.write(keys.index, Buffer.from(JSON.stringify(index)));
  });

  it('has the index of its fragments in front of them, whatever part is asked for', async () => {
    const whole = Buffer.concat([HEADER, segmentIndex(index), bytes]);
    const file = await playableFile(blobs, 'film');
    expect(file.size).to.equal(whole.length);
    const read = async (offset: number, length: number) => buffer(await file.stream({ offset, length }));
    expect((await read(0, whole.length)).equals(whole)).to.equal(true);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 300 }), async (offset, most) => {
        const length = Math.min(most, whole.length - offset);
        expect((await read(offset, length)).equals(whole.subarray(offset, offset + length))).to.equal(true);
      }),
      { numRuns: 50 },
    );
  });

  it('holds nothing open for a player that has gone elsewhere, before the first byte or after', async () => {
    const opened: Readable[] = [];
    const watched: Pick<BlobStore, 'read' | 'stream'> = {
      read: (...asked) => blobs.read(...asked),
      async stream(...asked) {
        const body = await blobs.stream(...asked);
        opened.push(body);
        return body;
      },
    };
    const file = await playableFile(watched, 'film');
    for (const chunks of [0, 1, 2]) {
      const stream = await file.stream({ offset: 0, length: file.size });
      const iterator = stream.iterator();
      for (let chunk = 0; chunk < chunks; chunk += 1) await iterator.next();
      stream.destroy();
      for (const one of [stream, ...opened]) if (!one.closed) await once(one, 'close');
    }
    expect(opened).to.not.deep.equal([]);
  });

  it('tells players where each fragment is and how long it lasts (ISO/IEC 14496-12, 8.16.3)', () => {
    const sidx = segmentIndex(index);
    expect(sidx.readUInt32BE(0)).to.equal(sidx.length);
    expect(sidx.toString('latin1', 4, 8)).to.equal('sidx');
    expect([sidx.readUInt32BE(12), sidx.readUInt32BE(16)], 'track and time scale').to.deep.equal([2, VIDEO_TIME_SCALE]);
    const references = Array.from({ length: sidx.readUInt16BE(38) }, (_, number) => 40 + number * 12);
    expect(references.map((at) => sidx.readUInt32BE(at))).to.deep.equal(index.fragments.map(([, length]) => length));
    expect(references.map((at) => sidx.readUInt32BE(at + 4))).to.deep.equal(
      [60, 60, 33].map((frames) => (frames * VIDEO_TIME_SCALE) / 30),
    );
    expect(references.at(-1)! + 12).to.equal(sidx.length);
  });

  it('goes without where there are more fragments than a box can name', () => {
    const fragments = Array.from({ length: 65_536 }, (_, number): [number, number] => [number, 1]);
    const frames = 65_536 * index.framesPerFragment;
    expect(segmentIndex({ ...index, frames, fragments })).to.have.length(0);
    expect(segmentIndex({ ...index, frames, fragments: fragments.slice(1) })).to.have.length(40 + 65_535 * 12);
  });
});
