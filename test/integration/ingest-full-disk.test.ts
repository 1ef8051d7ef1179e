import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { preparedLayers } from '../../media/house.js';
import { mediaKeys, parsePreparedIndex } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { testLibrary } from '../support/station.js';
import { makeTempDir } from '../support/temp-dir.js';

const PROCESS = fileURLToPath(new URL('../support/house-file-process.js', import.meta.url));

describe('a disk that fills up as a prepared file is written', function () {
  this.timeout(60_000);

  it('is noticed, were the last byte all that it has no room for', async () => {
    const { blobDir, items, house } = await testLibrary();
    const blobs = await DiskBlobStore.create(blobDir);
    const { objectId, frames } = items[0]!;
    const keys = mediaKeys(objectId);
    const index = parsePreparedIndex(await blobs.read(keys.index));
    const shape = JSON.stringify({ house, frames, layers: preparedLayers(index.layers, house.fps) });
    const preparedPath = join(blobDir, keys.media);
    const workDir = makeTempDir('full');
    const { size } = await stat(preparedPath);
    const writeWithin = async (bytes: number) => {
      const write = [process.execPath, PROCESS, preparedPath, shape, workDir, join(workDir, `${bytes}`)];
      // A process of its own: all that it writes is bound, the coverage it would tell of, too.
      const env = { ...process.env, NODE_V8_COVERAGE: undefined };
      const { stdout } = await promisify(execFile)('prlimit', [`--fsize=${bytes}:`, ...write], { env });
      return JSON.parse(stdout) as unknown;
    };
    expect(await writeWithin(size)).to.deep.equal({ sha256: objectId, index });
    expect(await writeWithin(size - 1)).to.equal('storage-full');
  });
});
