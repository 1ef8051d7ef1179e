import { expect } from 'chai';
import { readFragmentSamples } from '../../../../media/cache/fragment-samples.js';
import { storedOpus } from '../../../../media/ingest/stored-opus.js';
import { mediaKeys } from '../../../../media/prepared-media.js';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('the stored Opus of an object', () => {
  for (const [what, idrBytes, mostOfIt] of [
    ['small pictures', 40, 1],
    ['pictures that fill the beginning', 15_900, 1],
    ['large pictures', 500_000, 0.05],
  ] as const) {
    it(`is every packet, and little else is read: beside ${what}`, async () => {
      const { bytes, index } = syntheticMedia([
        { layers: 2, frames: 60, idrBytes },
        { layers: 2, frames: 9, idrBytes, mark: 100 },
      ]);
      const store = await DiskBlobStore.create(makeTempDir('opus'));
      await store.write(mediaKeys('o').media, bytes);
      let readBytes = 0;
      const read: DiskBlobStore['read'] = (key, range, into) => {
        readBytes += range!.length;
        return store.read(key, range, into);
      };
      const found: Buffer[][] = [];
      for await (const packets of storedOpus('o', index, { read })) found.push([...packets]);
      const wanted = index.fragments.map(
        ([offset, length]) => readFragmentSamples(bytes.subarray(offset, offset + length)).get(index.audioTrackId)!,
      );
      expect(found).to.deep.equal(wanted);
      expect(wanted.map(({ length }) => length)).to.deep.equal([100, 15]);
      expect(readBytes).to.be.at.most(bytes.length * mostOfIt);
    });
  }
});
