import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { preparedLayers } from '../../media/house.js';
import { writeHouseFile } from '../../media/ingest/house-file.js';
import { mediaKeys, parsePreparedIndex } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { withFileSizeLimit } from '../support/file-size-limit.js';
import { testLibrary } from '../support/station.js';
import { makeTempDir } from '../support/temp-dir.js';

describe('a disk that fills up as a prepared file is written', function () {
  this.timeout(60_000);

  it('is noticed, were the last byte all that it has no room for', async () => {
    const { blobDir, items, house } = await testLibrary();
    const blobs = await DiskBlobStore.create(blobDir);
    const { objectId, frames } = items[0]!;
    const keys = mediaKeys(objectId);
    const index = parsePreparedIndex(await blobs.read(keys.index));
    const shape = { house, frames, layers: preparedLayers(index.layers, house.fps) };
    const workDir = makeTempDir('full');
    const clock = new MasterClock();
    const run = { binary: 'cat', args: [join(blobDir, keys.media)], workDir, clock, stallMs: 10_000 };
    try {
      const { size } = await stat(join(blobDir, keys.media));
      const write = (name: string) => writeHouseFile(run, shape, join(workDir, name));
      expect(await write('whole')).to.deep.equal({ sha256: objectId, index });
      const failure = await withFileSizeLimit(process.pid, size - 1, () => write('cut')).catch(
        (error: unknown) => error,
      );
      expect(failure).to.have.property('code', 'storage-full');
    } finally {
      clock.close();
    }
  });
});
