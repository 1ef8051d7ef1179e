import { expect } from 'chai';
import { pino } from 'pino';
import { DiskBlobStore } from '../../../../../media/store/disk-blob-store.js';
import { StoreUnavailableError } from '../../../../../media/store/store-unavailable.js';
import { ObjectKeeper, type ObjectUses } from '../../../../../server/office/library/object-keeper.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('object keeper', () => {
  let blobs: DiskBlobStore;
  let removals: string[];
  let used: Set<string>;
  let noted: Set<string>;
  let isSole: boolean;
  let clock: ManualClock;
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
    used = new Set(['c']);
    noted = new Set(['a', 'ab', 'c']);
    const uses: ObjectUses = {
      has: async (objectId) => used.has(objectId),
      noteRemoval: async (objectId) => void noted.add(objectId),
      removals: async () => [...noted],
      forgetRemoval: async (objectId) => void noted.delete(objectId),
    };
    clock = new ManualClock(0);
    isSole = true;
    const ownership = { isSole: async () => isSole };
    keeper = new ObjectKeeper({
      blobs,
      uses,
      ownership,
      clock,
      logger: pino({ level: 'silent' }),
    });
  });

  afterEach(async () => {
    await keeper.close();
    expect(clock.timerCount).to.equal(0);
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

  it('removes its AAC with it, whose index goes before the sound', async () => {
    for (const name of ['aac.mp4', 'aac.json']) await blobs.write(`media/a/${name}`, Buffer.of(1));
    expect(await keeper.removeUnused('a')).to.have.lengthOf(5);
    expect(removals.slice(0, 2)).to.deep.equal(['media/a/index.json', 'media/a/aac.json']);
    expect(await blobs.list('media/a/')).to.deep.equal([]);
  });

  it('removes no object that somebody still has', async () => {
    used.add('a');
    for (const objectId of ['a', 'c']) expect(await keeper.removeUnused(objectId)).to.deep.equal([]);
    used.delete('a');
    expect(await keeper.removeUnused('a')).to.have.lengthOf(3);
  });

  it('sweeps what is noted and nobody has, and nothing that it knows nothing of', async () => {
    used.add('ab');
    await fill('young');
    expect(await keeper.sweep()).to.have.members(['media/a/index.json', 'media/a/media.mp4', 'media/a/poster.jpg']);
    expect(await keeper.sweep()).to.deep.equal([]);
    expect([...noted]).to.deep.equal([]);
    expect(await isThere('young')).to.equal(true);
  });

  it('notes what is published before it is in the store, so that a crash leaves nothing behind', async () => {
    noted.clear();
    const published = keeper.publish('work', 'new', async () => {
      expect([...noted]).to.deep.equal(['new']);
      throw new Error('killed');
    });
    expect(await published.catch(String)).to.equal('Error: killed');
    expect([...noted]).to.deep.equal(['new']);
  });

  it('tries again every minute while the store does not answer, from where it stood', async () => {
    const { remove } = blobs;
    blobs.remove = async () => {
      throw new StoreUnavailableError('nothing answers there', undefined);
    };
    expect(await keeper.removeUnused('a')).to.deep.equal([]);
    await clock.advance(60_000);
    await keeper.sweep();
    expect([...noted]).to.include('a');
    expect(await isThere('a')).to.equal(true);
    blobs.remove = remove;
    await clock.advance(60_000);
    await keeper.sweep();
    expect([...noted]).to.deep.equal([]);
    expect(await isThere('a')).to.equal(false);
    expect(clock.timerCount).to.equal(0);
  });

  it('removes nothing from a store that is not, or may not be, its own, and all of it when it is', async () => {
    isSole = false;
    expect(await keeper.removeUnused('a')).to.deep.equal([]);
    expect(await keeper.sweep()).to.deep.equal([]);
    expect(removals).to.deep.equal([]);
    expect([...noted]).to.include.members(['a', 'ab']);
    isSole = true;
    expect(await keeper.sweep()).to.have.lengthOf(6);
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
