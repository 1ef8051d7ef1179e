import { expect } from 'chai';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { removeObjects, sweepObjects } from '../../../../server/library/object-sweep.js';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('objects', () => {
  let blobs: DiskBlobStore;
  let removals: string[];

  beforeEach(async () => {
    blobs = await DiskBlobStore.create(makeTempDir('objects'));
    for (const id of ['a', 'ab', 'c']) {
      for (const name of ['index.json', 'media.mp4', 'poster.jpg'])
        await blobs.write(`media/${id}/${name}`, Buffer.of(1));
    }
    await blobs.write('other/a/index.json', Buffer.of(1));
    removals = [];
    const remove = blobs.remove.bind(blobs);
    blobs.remove = async (key) => {
      removals.push(key);
      await remove(key);
    };
  });

  it('of a media are removed, and nothing else; the index first', async () => {
    await removeObjects(blobs, 'a');
    expect(removals[0]).to.equal('media/a/index.json');
    expect(await blobs.list('media/a/')).to.deep.equal([]);
    expect(await blobs.list('')).to.have.lengthOf(7);
  });

  it('that no media owns are swept, their indexes first', async () => {
    const removed = await sweepObjects(blobs, async () => new Set(['ab']));
    expect(removals.slice(0, 2).every((key) => key.endsWith('/index.json'))).to.equal(true);
    expect(removed).to.have.members(removals);
    expect(await blobs.list('')).to.deep.equal([
      ...['media/ab/index.json', 'media/ab/media.mp4', 'media/ab/poster.jpg', 'other/a/index.json'],
    ]);
  });

  it('that are published while the sweep looks are left alone', async () => {
    await sweepObjects(blobs, async () => {
      await blobs.write('media/new/index.json', Buffer.of(1));
      return new Set(['a', 'ab', 'c']);
    });
    expect(await blobs.size('media/new/index.json')).to.equal(1);
  });
});
