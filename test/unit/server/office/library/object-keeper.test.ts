import { expect } from 'chai';
import { DiskBlobStore } from '../../../../../media/store/disk-blob-store.js';
import { ObjectKeeper } from '../../../../../server/office/library/object-keeper.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('object keeper', () => {
  let blobs: DiskBlobStore;
  let removals: string[];
  let used: Set<string>;
  let keeper: ObjectKeeper;

  beforeEach(async () => {
    blobs = await DiskBlobStore.create(makeTempDir('objects'));
    for (const objectId of ['a', 'ab', 'c']) await fill(objectId);
    await blobs.write('other/a/index.json', Buffer.of(1));
    removals = [];
    const remove = blobs.remove.bind(blobs);
    blobs.remove = async (key) => {
      removals.push(key);
      await remove(key);
    };
    used = new Set();
    const uses = { all: async () => used, has: async (objectId: string) => used.has(objectId) };
    keeper = new ObjectKeeper({ blobs, uses, ownedElsewhere: ['c'] });
  });

  async function fill(objectId: string): Promise<void> {
    for (const name of ['index.json', 'media.mp4', 'poster.jpg'])
      await blobs.write(`media/${objectId}/${name}`, Buffer.of(1));
  }

  const isThere = async (objectId: string): Promise<boolean> =>
    (await blobs.size(`media/${objectId}/index.json`)) !== undefined;

  it('removes an object and nothing else, its index first', async () => {
    expect(await keeper.removeUnused('a')).to.have.lengthOf(3);
    expect(removals[0]).to.equal('media/a/index.json');
    expect(await blobs.list('media/a/')).to.deep.equal([]);
    expect(await blobs.list('')).to.have.lengthOf(7);
  });

  it('removes no object that somebody still has', async () => {
    used.add('a');
    for (const objectId of ['a', 'c']) expect(await keeper.removeUnused(objectId)).to.deep.equal([]);
    used.delete('a');
    expect(await keeper.removeUnused('a')).to.have.lengthOf(3);
  });

  it('sweeps what nobody has', async () => {
    used.add('ab');
    expect(await keeper.sweep()).to.have.members(['media/a/index.json', 'media/a/media.mp4', 'media/a/poster.jpg']);
    expect(await keeper.sweep()).to.deep.equal([]);
  });

  it('lets a publication of the same object wait until it is removed, and then keeps it', async () => {
    const removing = keeper.removeUnused('a');
    const publishing = keeper.publish('work', 'a', async () => {
      expect(await blobs.list('media/a/')).to.deep.equal([]);
      await fill('a');
    });
    expect(await removing).to.have.lengthOf(3);
    await publishing;
    expect(await keeper.removeUnused('a'), 'it is held').to.deep.equal([]);
    used.add('ab');
    expect(await keeper.sweep()).to.deep.equal([]);
    expect(await isThere('a')).to.equal(true);
  });

  it('keeps what a work published when its row names it, and removes it when none does', async () => {
    for (const objectId of ['a', 'ab']) await keeper.publish(`work on ${objectId}`, objectId, () => fill(objectId));
    used.add('a');
    for (const objectId of ['a', 'ab']) await keeper.release(`work on ${objectId}`);
    expect(await isThere('a')).to.equal(true);
    expect(await isThere('ab')).to.equal(false);
    await keeper.release('work of nobody');
  });

  it('keeps an object for a second work when the first gives it up', async () => {
    for (const work of ['one', 'two']) await keeper.publish(work, 'a', () => fill('a'));
    await keeper.release('one');
    expect(await isThere('a')).to.equal(true);
    await keeper.release('two');
    expect(await isThere('a')).to.equal(false);
  });

  it('publishes side by side what has different names', async () => {
    await keeper.publish('one', 'a', () => keeper.publish('two', 'ab', async () => undefined));
  });
});
