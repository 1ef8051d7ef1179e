import { join } from 'node:path';
import { expect } from 'chai';
import type { LibraryStore } from '../../../../../server/office/store/library-store.js';
import type { MediaState } from '../../../../../server/office/store/media-entry.js';
import { markAt } from '../../../../../server/office/store/media-order.js';
import { Store } from '../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const NOW_MS = Date.UTC(2026, 0, 1);
const READY = {
  status: 'ready',
  objectId: 'object-a',
  fps: 30,
  frames: 90,
  layers: [{ width: 320, height: 180, kbps: 201.5 }],
  findings: [{ code: 'rotated', severity: 'info', message: 'It was turned by 90°.', details: { degrees: 90 } }],
} satisfies MediaState;
const GIVEN_UP = { code: 'preparation-failed', message: 'Thrice.' };
const FAILED: MediaState = { status: 'failed', error: { code: 'source-damaged', message: 'Fetch it again.' } };

describe('library store', () => {
  let store: Store;
  let library: LibraryStore;

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('library-store'), 'db'), 0);
    library = store.library;
  });

  afterEach(() => store.close());

  const add = (id: string, nowMs: number, sha256 = id) =>
    library.add({ id, title: `Title ${id}`, source: { sha256, bytes: 7, filename: `${id}.mp4` } }, nowMs);

  async function becomeReady(id: string): Promise<void> {
    await library.moveOn(id, 'queued', { ...READY, objectId: `object-${id}` }, 50);
  }

  it('has an identity of its own, always the same', async () => {
    const identity = await library.identity(null);
    expect(identity).to.match(/^[0-9a-f-]{36}$/);
    expect(await library.identity(null)).to.equal(identity);
  });

  it('is another one when its database was copied to another place, unless the copy took its media along', async () => {
    const identity = await library.identity('here');
    expect(await library.identity('here')).to.equal(identity);
    expect(await library.identity(null)).to.equal(identity);
    const copy = await library.identity('there');
    expect(copy).not.to.equal(identity);
    expect(await library.identity('there')).to.equal(copy);
  });

  describe('as a queue', () => {
    it('holds what is added, as it was given', async () => {
      const { entry, duplicate } = await add('a', 10);
      expect(duplicate).to.equal(false);
      expect(entry).to.deep.equal({
        ...{ id: 'a', title: 'Title a', revision: 1, createdAtMs: 10, updatedAtMs: 10 },
        source: { sha256: 'a', bytes: 7, filename: 'a.mp4' },
        state: { status: 'queued' },
        aac: 'none',
      });
      expect(await library.find('a')).to.deep.equal(entry);
      expect(await library.find('none')).to.equal(undefined);
    });

    it('answers the same bytes with the media that is made of them', async () => {
      const { entry } = await add('a', 10, 'same');
      expect(await add('b', 20, 'same')).to.deep.equal({ entry, duplicate: true });
    });

    it('gives out the oldest, each once', async () => {
      await add('young', 20);
      await add('old', 10);
      const claims = [await library.claim(30), await library.claim(30), await library.claim(30)];
      expect(claims.map((entry) => entry?.id)).to.deep.equal(['old', 'young', undefined]);
      expect(claims[0]!.state).to.deep.equal({ status: 'processing', progress: 0 });
    });

    it('takes back what a killed process was preparing', async () => {
      await add('a', 10);
      await library.claim(20);
      await library.requeueInterrupted(3, GIVEN_UP, 30);
      expect((await library.find('a'))!.state).to.deep.equal({ status: 'queued' });
    });

    it('gives up what has ended the process too often, until a host asks for it again', async () => {
      await add('a', 10);
      const status = async () => (await library.find('a'))!.state.status;
      const interrupt = async (): Promise<void> => {
        await library.claim(20);
        await library.moveOn('a', 'processing', { status: 'processing', progress: 0.5 }, 25);
        await library.requeueInterrupted(3, GIVEN_UP, 30);
      };
      await interrupt();
      // An orderly end of the server in between starts the count anew.
      await library.claim(40);
      await library.moveOn('a', 'processing', { status: 'queued' }, 50);
      for (let attempt = 1; attempt <= 2; attempt += 1) await interrupt();
      expect(await status()).to.equal('queued');
      await interrupt();
      expect((await library.find('a'))!.state).to.deep.equal({ status: 'failed', error: GIVEN_UP });
      await library.moveOn('a', 'failed', { status: 'queued' }, 60, 'by-host');
      for (let attempt = 1; attempt <= 2; attempt += 1) await interrupt();
      expect(await status()).to.equal('queued');
    });

    it('moves a media on from the state it is in, and from no other', async () => {
      await add('a', 10);
      expect(await library.moveOn('a', 'processing', READY, 20)).to.equal(undefined);
      expect(await library.moveOn('none', 'queued', READY, 20)).to.equal(undefined);
      for (const [from, to] of [
        ['queued', FAILED],
        ['failed', READY],
      ] as const) {
        const moved = await library.moveOn('a', from, to, 20);
        expect(moved).to.deep.include({ state: to, revision: 1, updatedAtMs: 20 });
        expect(await library.find('a')).to.deep.equal(moved);
      }
      expect(await library.moveOn('a', 'ready', FAILED, 30, 'by-host')).to.include({ revision: 2 });
    });
  });

  it('shows playout what is ready, and nothing else', async () => {
    for (const id of ['a', 'b', 'c']) await add(id, 10);
    await becomeReady('b');
    await library.moveOn('c', 'queued', FAILED, 20);
    expect(await store.media.list()).to.deep.equal([
      { id: 'b', title: 'Title b', objectId: 'object-b', fps: 30, frames: 90, createdAtMs: 10 },
    ]);
    expect(await store.media.find('a')).to.equal(undefined);
    expect(await store.media.find('b')).to.include({ frames: 90 });
  });

  it('knows the owners of objects, and the sources that are needed', async () => {
    for (const id of ['a', 'b', 'c']) await add(id, 10);
    await becomeReady('a');
    await library.moveOn('b', 'queued', FAILED, 20);
    await store.media.add({ id: 'made', objectId: 'made', title: 'Made', fps: 30, frames: 3, createdAtMs: 1 });
    expect(await store.objectUses.has('made')).to.equal(true);
    expect(await store.objectUses.has('object-b')).to.equal(false);
    expect([...(await library.neededSources())]).to.have.members(['b', 'c']);
    for (const id of ['a', 'b', 'c', 'none']) expect(await library.needsSource(id), id).to.equal(/b|c/.test(id));
  });

  it('notes the object of a media that is deleted, or prepared anew, in the same step', async () => {
    for (const id of ['a', 'b']) {
      await add(id, 10);
      await becomeReady(id);
    }
    expect(await store.objectUses.removals()).to.deep.equal([]);
    await library.remove('a', undefined, 60);
    await library.moveOn('b', 'ready', { status: 'queued' }, 70);
    expect(await store.objectUses.removals()).to.deep.equal(['object-a', 'object-b']);
    await store.objectUses.forgetRemoval('object-a');
    expect(await store.objectUses.removals()).to.deep.equal(['object-b']);
  });

  it('learns the layers of media that was added without', async () => {
    await store.media.add({ id: 'made', objectId: 'made', title: 'Made', fps: 30, frames: 3, createdAtMs: 1 });
    await add('a', 10);
    await becomeReady('a');
    expect(await library.withoutLayers()).to.deep.equal([{ id: 'made', objectId: 'made' }]);
    await library.setLayers('made', [{ width: 2, height: 2, kbps: 1 }]);
    expect(await library.withoutLayers()).to.deep.equal([]);
    expect((await library.find('made'))!.state).to.deep.include({ layers: [{ width: 2, height: 2, kbps: 1 }] });
  });

  describe('in pages', () => {
    const ids = async (query: Omit<Parameters<LibraryStore['page']>[0], 'limit'>, limit = 10): Promise<string> =>
      (await library.page({ limit, ...query })).map(({ id }) => id).join('');

    beforeEach(async () => {
      for (const [id, atMs] of Object.entries({ a: 10, b: 20, c: 20, d: 30 })) await add(id, atMs);
    });

    it('lists newest first, and goes on behind a mark', async () => {
      expect(await ids({})).to.equal('dcba');
      expect(await ids({}, 2)).to.equal('dc');
      expect(await ids({ after: { key: 20, id: 'c' } })).to.equal('ba');
      await library.remove('c', undefined, NOW_MS);
      expect(await ids({ after: { key: 20, id: 'c' } }), 'the mark may be gone').to.equal('ba');
    });

    it('lists by title, whatever its case and accents, and by length', async () => {
      const titles = { a: 'Über', b: 'unten', c: 'Äpfel', d: 'oben' };
      for (const [id, title] of Object.entries(titles)) await library.rename(id, title, undefined, 40);
      await becomeReady('b');
      expect(await ids({ sort: 'title' })).to.equal('cdab');
      expect(await ids({ sort: 'longest' })).to.equal('bdca');
    });

    it('goes on behind any media of a page, in every order', async () => {
      await becomeReady('b');
      for (const sort of ['newest', 'title', 'longest'] as const) {
        const all = await library.page({ limit: 10, sort });
        for (const [index, entry] of all.entries()) {
          const rest = all.slice(index + 1).map(({ id }) => id);
          expect(await ids({ sort, after: markAt(sort, entry) }), sort).to.equal(rest.join(''));
        }
      }
    });

    it('lists one state', async () => {
      await becomeReady('b');
      expect(await ids({ status: 'ready' })).to.equal('b');
      expect(await ids({ status: 'queued' })).to.equal('dca');
    });

    it('finds a part of the title or file name, whatever its case and accents', async () => {
      await library.rename('a', 'Über 100% _Grün_', undefined, 40);
      for (const search of ['uber', 'ÜBER', '100%', '_grun_', 'A.MP4'])
        expect(await ids({ search }), search).to.equal('a');
      for (const search of ['100_', 'u%r', '\\']) expect(await ids({ search }), search).to.equal('');
    });
  });

  describe('renaming', () => {
    it('makes a new revision', async () => {
      await add('a', 10);
      const { entry } = (await library.rename('a', 'New', 1, 20)) as { entry: unknown };
      expect(entry).to.deep.include({ title: 'New', revision: 2, updatedAtMs: 20 });
      expect(await library.find('a')).to.deep.equal(entry);
    });

    it('does nothing to another revision', async () => {
      await add('a', 10);
      expect(await library.rename('a', 'New', 2, 20)).to.deep.equal({ outcome: 'stale', revision: 1 });
      expect(await library.rename('none', 'New', undefined, 20)).to.deep.equal({ outcome: 'unknown' });
      expect((await library.find('a'))!.title).to.equal('Title a');
    });
  });

  describe('removing', () => {
    beforeEach(async () => {
      await add('a', 10);
      await becomeReady('a');
    });

    it('forgets a media that nothing refers to', async () => {
      expect(await library.remove('a', 2, NOW_MS)).to.deep.equal({ outcome: 'stale', revision: 1 });
      expect(await library.remove('a', 1, NOW_MS)).to.deep.include({ outcome: 'removed' });
      expect(await library.remove('a', undefined, NOW_MS)).to.deep.equal({ outcome: 'unknown' });
    });

    it('names the sequences that have it, and the channels these are on', async () => {
      await store.sequences.add({ id: 's1', name: 'Morning', items: [{ mediaId: 'b' }, { mediaId: 'a' }] });
      await store.sequences.add({ id: 's2', name: 'Evening', items: [{ mediaId: 'a' }] });
      await store.sequences.add({ id: 's3', name: 'Other', items: [{ mediaId: 'ab' }] });
      for (const slug of ['one', 'two']) await addChannel(slug, null);
      for (const [id, channelSlug] of [
        ['e1', 'two'],
        ['e2', 'one'],
        ['e3', 'one'],
      ] as const) {
        const times = { startsAtMs: 0, endsAtMs: null, loops: true, priority: 0 };
        await store.schedule.add({ id, channelSlug, sequenceId: 's1', ...times });
      }
      expect(await library.remove('a', undefined, NOW_MS)).to.deep.equal({
        outcome: 'in-use',
        use: {
          usedBy: [
            { sequenceId: 's2', sequenceName: 'Evening', channels: [] },
            { sequenceId: 's1', sequenceName: 'Morning', channels: ['one', 'two'] },
          ],
          fillerOf: [],
        },
      });
      expect(await library.find('a')).not.to.equal(undefined);
    });

    it('is needed by a schedule until the revision that has it has been on air for good', async () => {
      await store.sequences.add({ id: 's1', name: 'Morning', items: [{ mediaId: 'a' }] });
      await addChannel('one', null);
      const runs = [{ fromMs: null, revision: 1, originMs: null }];
      const entry = { id: 'e', channelSlug: 'one', sequenceId: 's1', startsAtMs: 0, endsAtMs: null, priority: 0 };
      await store.schedule.add({
        ...entry,
        loops: true,
        runs: [...runs, { fromMs: 5000, revision: 2, originMs: null }],
      });
      await store.schedule.add({ ...entry, id: 'once', loops: false, runs });
      await store.sequences.revise('s1', { name: 'Morning', items: [{ mediaId: 'b' }] }, 0);
      const usedBy = [{ sequenceId: 's1', sequenceName: 'Morning', channels: ['one'] }];
      expect(await library.remove('a', undefined, 4999)).to.deep.equal({
        outcome: 'in-use',
        use: { usedBy, fillerOf: [] },
      });
      expect(await library.remove('a', undefined, 5000)).to.deep.include({ outcome: 'removed' });
    });

    it('is not needed by the slate that a channel went to', async () => {
      await addChannel('one', null);
      const placed = { startsAtMs: 0, endsAtMs: null, loops: true, priority: 1, runs: [] };
      await store.schedule.commit({
        ...{ slug: 'one', actor: 'host', atMs: 0, effectiveAtMs: 0, action: 'entry-added', summary: {} },
        add: [{ id: 'slate', channelSlug: 'one', sequenceId: null, repeat: null, timeZone: null, when: {}, ...placed }],
      });
      expect(await library.remove('a', undefined, NOW_MS)).to.deep.include({ outcome: 'removed' });
    });

    it('is needed until it is over, however long after the start its revision took over', async () => {
      await store.sequences.add({ id: 's1', name: 'Morning', items: [{ mediaId: 'b' }] });
      await store.sequences.revise('s1', { name: 'Morning', items: [{ mediaId: 'a' }] }, 0);
      await store.sequences.revise('s1', { name: 'Morning', items: [{ mediaId: 'b' }] }, 0);
      await addChannel('one', null);
      const runs = [null, 60_000, 63_000].map((fromMs, at) => ({ fromMs, revision: at + 1, originMs: fromMs }));
      const entry = { id: 'once', channelSlug: 'one', sequenceId: 's1', loops: false, priority: 0, runs };
      await store.schedule.add({ ...entry, startsAtMs: 0, endsAtMs: null });
      expect(await library.remove('a', undefined, 62_999)).to.deep.include({ outcome: 'in-use' });
      expect(await library.remove('a', undefined, 63_000)).to.deep.include({ outcome: 'removed' });
    });

    it('names the channels that fill gaps with it', async () => {
      await addChannel('one', 'a');
      const removal = await library.remove('a', undefined, NOW_MS);
      expect(removal).to.deep.equal({ outcome: 'in-use', use: { usedBy: [], fillerOf: ['one'] } });
    });

    async function addChannel(slug: string, fillerMediaId: string | null): Promise<void> {
      await store.channels.add({ slug, name: slug, visibility: 'public', targetLatencyMs: 200, fillerMediaId });
    }
  });
});
