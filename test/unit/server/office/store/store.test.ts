import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { Store } from '../../../../../server/office/store/store.js';
import { spoilTable } from '../../../../support/spoiled-database.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const NOW_MS = Date.UTC(2026, 5, 1);
const BY_HOST = { actor: 'host', atMs: NOW_MS, effectiveAtMs: NOW_MS + 200 };
const channel = {
  slug: 'demo',
  name: 'Demo',
  visibility: 'public' as const,
  targetLatencyMs: 200,
  fillerMediaId: null,
};
const entry = {
  id: 'e',
  channelSlug: 'demo',
  sequenceId: 's',
  startsAtMs: NOW_MS,
  endsAtMs: null,
  loops: true,
  priority: 0,
};
const storedEntry = {
  ...{ ...entry, repeat: null, timeZone: null, when: {}, addedIn: 2 },
  runs: [{ fromMs: null, revision: 1, originMs: null }],
};

describe('store', () => {
  let file: string;

  beforeEach(() => {
    file = join(makeTempDir('store'), 'nested', 'streamsync.db');
  });

  async function withStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
    const store = await Store.open(file, NOW_MS);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  async function fill(store: Store): Promise<void> {
    await store.media.add({ id: 'm', objectId: 'm', title: 'M', fps: 30, frames: 90, createdAtMs: NOW_MS });
    await store.sequences.add({ id: 's', name: 'S', items: [{ mediaId: 'm', inMs: 100 }] });
    await store.channels.add(channel);
    await store.schedule.add(entry);
  }

  it('gives back what it was given, after a restart too', async () => {
    await withStore(fill);
    await withStore(async (store) => {
      expect(await store.media.list()).to.deep.equal([
        { id: 'm', objectId: 'm', title: 'M', fps: 30, frames: 90, createdAtMs: NOW_MS },
      ]);
      expect(await store.media.find('none')).to.equal(undefined);
      expect(await store.sequences.list()).to.deep.equal([
        {
          ...{ id: 's', name: 'S', revision: 1, items: [{ mediaId: 'm', inMs: 100 }], frames: { m: 90 } },
          ...{ createdAtMs: 0, updatedAtMs: 0 },
        },
      ]);
      const settings = { maxViewers: null, adaptiveLatency: false, revision: 1 };
      expect(await store.channels.find('demo')).to.deep.equal({ ...channel, ...settings, scheduleVersion: 2 });
      expect(await store.schedule.listOf('demo')).to.deep.equal([storedEntry]);
    });
  });

  it('TL4 an entry and the new schedule version are one transaction: both or neither', async () => {
    await withStore(async (store) => {
      await fill(store);
      const failure = await store.schedule.add(entry).then(
        () => 'accepted',
        (error: Error) => error.message,
      );
      expect(failure).to.include('UNIQUE');
      expect((await store.channels.find('demo'))!.scheduleVersion).to.equal(2);
      expect(await store.schedule.versions('demo', 10)).to.have.lengthOf(2);
    });
  });

  it('TL4 an edit that fails half-way has written nothing', async () => {
    await withStore(async (store) => {
      await fill(store);
      const failure = await store
        .edit(async ({ sequences, channels, schedule }) => {
          await sequences.revise('s', { name: 'T', items: [] }, NOW_MS);
          await channels.update('demo', { name: 'Other' });
          await schedule.commit({ ...BY_HOST, slug: 'demo', action: 'entry-removed', summary: {}, remove: ['e'] });
          throw new Error('half-way');
        })
        .catch((error: Error) => error.message);
      expect(failure).to.equal('half-way');
      expect(await store.sequences.find('s')).to.include({ name: 'S', revision: 1 });
      expect(await store.channels.find('demo')).to.include({ name: 'Demo', revision: 1, scheduleVersion: 2 });
      expect(await store.schedule.listOf('demo')).to.deep.equal([storedEntry]);
    });
  });

  it('refuses an entry of a channel or a sequence that is not there', async () => {
    await withStore(async (store) => {
      await fill(store);
      const wrongs = [
        { wrong: { channelSlug: 'none' }, because: 'no result' },
        { wrong: { sequenceId: 'none' }, because: 'FOREIGN KEY' },
      ];
      for (const { wrong, because } of wrongs) {
        const failure = await store.schedule.add({ ...entry, id: 'f', ...wrong }).then(
          () => 'accepted',
          (error: Error) => error.message,
        );
        expect(failure).to.include(because);
      }
    });
  });

  it('keeps settings, the last value of each', async () => {
    await withStore(async (store) => {
      expect(await store.settings.get('demo')).to.equal(undefined);
      await store.settings.set('demo', 'a');
      await store.settings.set('demo', 'b');
      expect(await store.settings.get('demo')).to.equal('b');
    });
  });

  it('migrates once, and refuses a database of a newer version', async () => {
    await withStore(async () => undefined);
    const sqlite = new SQLite(file);
    const applied = () => sqlite.prepare('select * from schema_migrations').all();
    const first = applied();
    await withStore(async () => undefined);
    expect(applied()).to.deep.equal(first).and.not.be.empty;
    sqlite.prepare('insert into schema_migrations values (?, ?)').run('9999-future', 0);
    sqlite.close();
    const failure = await Store.open(file, NOW_MS).then(
      () => 'opened',
      (error: Error) => error.message,
    );
    expect(failure).to.include('9999-future').and.include('newer version');
  });

  it('refuses a file that is no database', async () => {
    await withStore(async () => undefined);
    await writeFile(`${file}.txt`, 'not a database, but long enough to be read as one'.repeat(10));
    const failure = await Store.open(`${file}.txt`, NOW_MS).then(
      () => 'opened',
      (error: Error) => error.message,
    );
    expect(failure).to.include('not a database').and.include(`${file}.txt cannot be used`);
  });

  it('names the file that is malformed, and the folder that is in its place', async () => {
    await withStore(fill);
    spoilTable(file, 'sqlite_autoindex_schema_migrations_1');
    const failureOf = (path: string) =>
      Store.open(path, NOW_MS).then(
        () => 'opened',
        ({ message }: Error) => message,
      );
    expect(await failureOf(file)).to.equal(
      `${file} cannot be used: database disk image is malformed (SQLITE_CORRUPT); move it away or restore it from a backup`,
    );
    expect(await failureOf(dirname(file))).to.include(`${dirname(file)} cannot be used: unable to open database file`);
  });
});
