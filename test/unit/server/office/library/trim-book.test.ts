import { join } from 'node:path';
import { expect } from 'chai';
import { TrimBook } from '../../../../../server/office/library/trim-book.js';
import { Store } from '../../../../../server/office/store/store.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const grid = gridFor(30);

describe('the book of trims', () => {
  let store: Store;
  let book: TrimBook;

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('trims'), 'db'), 0);
    for (const id of ['a', 'b']) {
      await store.media.add({ id, objectId: `object-${id}`, title: id, fps: 30, frames: 300, createdAtMs: 1 });
    }
    await store.sequences.add({ id: 's', name: 'S', items: [{ mediaId: 'a', inMs: 500 }] });
    await store.sequences.add({ id: 'plain', name: 'Plain', items: [{ mediaId: 'b' }, { mediaId: 'b', inMs: 2000 }] });
    await store.channels.add({
      ...{ slug: 'c', name: 'C', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null },
    });
    book = await TrimBook.create(store, grid);
  });

  afterEach(() => store.close());

  const schedule = () =>
    store.schedule.add({
      ...{ id: 'e', channelSlug: 'c', sequenceId: 's', startsAtMs: 0, endsAtMs: null, loops: true, priority: 0 },
    });

  const revise = (...inMs: number[]) =>
    store.sequences.revise('s', { name: 'S', items: inMs.map((ms) => ({ mediaId: 'a', inMs: ms })) }, 1);

  /** What reading everything anew comes to is right. */
  async function expectNeeds(...inFrames: number[]): Promise<void> {
    const needs = inFrames.map((inFrame) => ({ objectId: 'object-a', inFrame }));
    expect(await book.needs()).to.have.deep.members(needs);
    expect(await (await TrimBook.create(store, grid)).needs()).to.have.deep.members(needs);
  }

  it('has what starts between two GOPs, and knows whose it is', async () => {
    await expectNeeds(15);
    expect(book.names('a')).to.equal(true);
    expect(book.names('b')).to.equal(false);
  });

  it('follows a sequence, and says whether that made a difference', async () => {
    await revise(500);
    expect(await book.readSequence('s')).to.equal(false);
    await revise(500, 700);
    expect(await book.readSequence('s')).to.equal(true);
    await expectNeeds(15, 21);
    await store.sequences.remove('s', 2);
    expect(await book.readSequence('s')).to.equal(true);
    await expectNeeds();
    expect(book.names('a')).to.equal(false);
  });

  it('keeps what a revision needs that is scheduled', async () => {
    await schedule();
    await revise(700);
    expect(await book.readSequence('s')).to.equal(true);
    await expectNeeds(15, 21);
  });

  it('has what a media needs when that is ready', async () => {
    await store.sequences.add({ id: 'early', name: 'Early', items: [{ mediaId: 'late', inMs: 900 }] });
    expect(await book.readSequence('early')).to.equal(true);
    expect(book.names('late')).to.equal(true);
    await expectNeeds(15);
    await store.media.add({ id: 'late', objectId: 'object-a', title: 'Late', fps: 30, frames: 300, createdAtMs: 1 });
    await expectNeeds(15, 27);
  });
});
