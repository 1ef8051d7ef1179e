import { join } from 'node:path';
import { expect } from 'chai';
import type { RevisionRun, ScheduleEntryRecord } from '../../../../../server/office/store/schedule-store.js';
import { Store } from '../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const CREATED_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const FIRST_RUN: RevisionRun = { fromMs: null, revision: 1, originMs: null };
const origin = (hours: number) => ({
  actor: 'host',
  atMs: CREATED_MS + hours * HOUR_MS - 200,
  effectiveAtMs: CREATED_MS + hours * HOUR_MS,
});

describe('schedule store', () => {
  let store: Store;

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('schedule-store'), 'db'), 0);
    for (const id of ['a', 'b', 'f']) {
      await store.media.add({ id, objectId: id, title: id, fps: 30, frames: 90, createdAtMs: 0 });
    }
    await store.sequences.add({ id: 's', name: 'S', items: [{ mediaId: 'a' }] }, CREATED_MS);
    const channel = { slug: 'c', name: 'C', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null } as const;
    await store.channels.add(channel, origin(0));
  });

  afterEach(() => store.close());

  const entry = (id: string, change: Partial<ScheduleEntryRecord> = {}): ScheduleEntryRecord => ({
    ...{ id, channelSlug: 'c', sequenceId: 's', startsAtMs: CREATED_MS, endsAtMs: null, loops: true, priority: 0 },
    ...{ repeat: null, timeZone: null, when: {}, runs: [FIRST_RUN] },
    ...change,
  });
  const commit = (hours: number, change: object) =>
    store.schedule.commit({ slug: 'c', ...origin(hours), action: 'test', summary: {}, ...change });
  const idsAt = async (asOf: object) => (await store.schedule.content('c', asOf))!.entries.map(({ id }) => id);

  it('gives back every field of an entry', async () => {
    const given = entry('e', {
      ...{ endsAtMs: CREATED_MS + HOUR_MS, loops: false, repeat: 'FREQ=DAILY', timeZone: 'Europe/Paris', priority: 3 },
      ...{ when: { lang: 'fr' }, runs: [FIRST_RUN, { fromMs: CREATED_MS, revision: 2, originMs: 7 }] },
    });
    await commit(1, { add: [given] });
    expect(await store.schedule.find('c', 'e')).to.deep.equal({ ...given, addedIn: 2 });
    expect(await store.schedule.listWith('s')).to.deep.equal([{ ...given, addedIn: 2 }]);
    expect(await store.schedule.find('c', 'none')).to.equal(undefined);
  });

  it('keeps an entry of the slate, which has no sequence and no revisions', async () => {
    const given = entry('e', { sequenceId: null, runs: [] });
    await commit(1, { add: [given] });
    expect(await store.schedule.find('c', 'e')).to.deep.equal({ ...given, addedIn: 2 });
    expect(await store.schedule.content('c')).to.deep.include({ revisions: [], media: [] });
  });

  it('TL2 still has every version as it was', async () => {
    await commit(1, { add: [entry('e')] });
    await commit(2, { remove: ['e'], add: [entry('e', { priority: 5 }), entry('g')] });
    await commit(3, { remove: ['e'], fillerMediaId: 'f' });
    expect(await idsAt({ version: 1 })).to.deep.equal([]);
    expect(await idsAt({ version: 2 })).to.deep.equal(['e']);
    expect(await idsAt({ version: 3 })).to.deep.equal(['e', 'g']);
    expect(await idsAt({ version: 4 })).to.deep.equal(['g']);
    expect(await idsAt({})).to.deep.equal(['g']);
    expect((await store.schedule.content('c', { version: 2 }))!.entries[0]).to.include({ priority: 0, addedIn: 2 });
    const fillers = [3, 4].map(
      async (version) => (await store.schedule.content('c', { version }))!.channel.fillerMediaId,
    );
    expect(await Promise.all(fillers)).to.deep.equal([null, 'f']);
    expect(await store.schedule.content('c', { version: 5 })).to.equal(undefined);
    expect(await store.schedule.content('none')).to.equal(undefined);
  });

  it('finds the version that was in force at an instant; before the first one, the first', async () => {
    await commit(1, { add: [entry('e')] });
    await commit(2, { remove: ['e'] });
    const versionAt = async (hours: number) =>
      (await store.schedule.content('c', { atMs: CREATED_MS + hours * HOUR_MS }))!.channel.scheduleVersion;
    expect(await Promise.all([-1, 0, 0.99, 1, 1.99, 2, 99].map(versionAt))).to.deep.equal([1, 1, 1, 2, 2, 3, 3]);
  });

  it('has who did what and when, newest first, in pages', async () => {
    await commit(1, { action: 'entry-added', summary: { entryId: 'e' }, add: [entry('e')] });
    await commit(2, { action: 'entry-removed', remove: ['e'] });
    const actions = async (limit: number, before?: number) =>
      (await store.schedule.versions('c', limit, before)).map(({ version, action }) => `${version} ${action}`);
    expect(await actions(2)).to.deep.equal(['3 entry-removed', '2 entry-added']);
    expect(await actions(2, 2)).to.deep.equal(['1 channel-created']);
    expect(await store.schedule.version('c', 2)).to.deep.equal({
      ...{ channelSlug: 'c', version: 2, ...origin(1), action: 'entry-added', summary: { entryId: 'e' } },
      ...{ fillerMediaId: null, ended: null },
    });
  });

  it('has with a version what had ended when it took effect', async () => {
    const ended = [{ when: { lang: 'fr' }, endMs: CREATED_MS }];
    await commit(1, { action: 'entry-added', ended, add: [entry('e')] });
    await commit(2, { action: 'entry-removed', remove: ['e'] });
    expect((await store.schedule.content('c', { version: 2 }))!.ended).to.deep.equal(ended);
    expect((await store.schedule.content('c'))!.ended).to.equal(null);
  });

  it('comes with the revisions that are played, and with their media', async () => {
    await store.sequences.revise('s', { name: 'S', items: [{ mediaId: 'b' }] }, CREATED_MS);
    await store.sequences.revise('s', { name: 'S', items: [{ mediaId: 'f' }] }, CREATED_MS);
    const runs = [FIRST_RUN, { fromMs: CREATED_MS, revision: 2, originMs: null }];
    await commit(1, { add: [entry('e', { runs })] });
    const { revisions, media } = (await store.schedule.content('c'))!;
    expect(revisions.map(({ revision, frames }) => ({ revision, frames }))).to.deep.equal([
      { revision: 1, frames: { a: 90 } },
      { revision: 2, frames: { b: 90 } },
    ]);
    expect(media.map(({ id }) => id)).to.deep.equal(['a', 'b']);
  });

  it('keeps what a deleted sequence was', async () => {
    await commit(1, { add: [entry('e')] });
    await commit(2, { remove: ['e'] });
    await store.sequences.remove('s', CREATED_MS);
    expect(await store.sequences.find('s')).to.equal(undefined);
    expect(await store.sequences.page(10, undefined)).to.deep.equal({ records: [], hasMore: false });
    expect((await store.schedule.content('c', { version: 2 }))!.revisions).to.have.lengthOf(1);
  });

  it('goes with its channel, history and all', async () => {
    await commit(1, { add: [entry('e')] });
    await store.channels.remove('c');
    expect(await store.schedule.listWith('s')).to.deep.equal([]);
    expect(await store.schedule.versions('c', 10)).to.deep.equal([]);
  });
});

describe('sequence store', () => {
  it('pages newest first, and keeps slots as they were written', async () => {
    const store = await Store.open(join(makeTempDir('sequence-store'), 'db'), 0);
    try {
      const slot = { name: 'news', durationMs: 500, variants: [{ when: { lang: 'fr' }, mediaId: 'x', outMs: 400 }] };
      const items = [{ slot: { ...slot, fallbackMediaId: 'y' } }, { mediaId: 'z', inMs: 100 }];
      for (const [id, atMs] of Object.entries({ old: 1, mid: 2, new: 2 })) {
        await store.sequences.add({ id, name: id, items }, atMs);
      }
      const page = await store.sequences.page(2, undefined);
      const [first, second] = page.records;
      expect([first!.id, second!.id]).to.deep.equal(['new', 'mid']);
      expect(first!.items).to.deep.equal(items);
      expect(page.hasMore).to.equal(true);
      const rest = await store.sequences.page(2, second);
      expect([rest.records.map(({ id }) => id), rest.hasMore]).to.deep.equal([['old'], false]);
      const characters = JSON.stringify(items).length;
      for (const [most, ids] of [
        [1, ['new']],
        [2 * characters, ['new', 'mid']],
        [3 * characters, ['new', 'mid', 'old']],
      ] as const) {
        const { records, hasMore } = await store.sequences.page(10, undefined, most);
        expect([records.map(({ id }) => id), hasMore], `${most}`).to.deep.equal([ids, ids.length < 3]);
      }
    } finally {
      await store.close();
    }
  });
});
