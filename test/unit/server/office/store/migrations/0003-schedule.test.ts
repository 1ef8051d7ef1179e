import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { Kysely, SqliteDialect } from 'kysely';
import { libraryAndSchedule } from '../../../../../../server/office/store/migrations/0001-library-and-schedule.js';
import { preparation } from '../../../../../../server/office/store/migrations/0002-preparation.js';
import { Store } from '../../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../../support/temp-dir.js';

const NOW_MS = Date.UTC(2026, 5, 1);

describe('migration 0003', () => {
  let store: Store;
  before(async () => {
    const file = join(makeTempDir('migration'), 'db');
    await makeOldDatabase(file);
    store = await Store.open(file, NOW_MS);
  });
  after(() => store.close());

  it('takes what was scheduled for a version that has always been in force', async () => {
    const content = await store.schedule.content('c', { atMs: 1 });
    expect(content!.channel).to.deep.include({ slug: 'c', scheduleVersion: 3, fillerMediaId: 'n', maxViewers: null });
    expect(content!.effectiveAtMs).to.equal(0);
    expect(content!.entries).to.deep.equal([
      {
        ...{ id: 'e', channelSlug: 'c', sequenceId: 's', startsAtMs: 1000, endsAtMs: null, loops: true, priority: 2 },
        ...{ repeat: null, timeZone: null, when: {}, addedIn: 3 },
        runs: [{ fromMs: null, revision: 1, originMs: null }],
      },
    ]);
    expect(content!.media.map(({ id }) => id)).to.deep.equal(['m', 'n']);
    expect(await store.schedule.versions('c', 10)).to.deep.equal([
      {
        ...{ channelSlug: 'c', version: 3, atMs: NOW_MS, effectiveAtMs: 0, actor: 'server', action: 'taken-over' },
        ...{ summary: {}, fillerMediaId: 'n', ended: null },
      },
    ]);
  });

  it('gives a channel that had no schedule yet its first version', async () => {
    expect(await store.schedule.content('empty')).to.deep.include({ entries: [], revisions: [], media: [] });
    expect((await store.channels.find('empty'))!.scheduleVersion).to.equal(1);
  });

  it('keeps the lengths of media with the sequences that have them', async () => {
    expect(await store.sequences.find('s')).to.deep.equal({
      ...{ id: 's', name: 'S', revision: 1, items: [{ mediaId: 'm', inMs: 100 }, { mediaId: 'gone' }] },
      ...{ frames: { m: 50 }, createdAtMs: 0, updatedAtMs: 0 },
    });
  });
});

async function makeOldDatabase(file: string): Promise<void> {
  const sqlite = new SQLite(file);
  sqlite.pragma('foreign_keys = ON');
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database: sqlite }) });
  await libraryAndSchedule.up(db, 0);
  await preparation.up(db, 0);
  sqlite.exec(`
    create table schema_migrations (name text primary key, applied_at_ms bigint not null);
    insert into schema_migrations values ('${libraryAndSchedule.name}', 1), ('${preparation.name}', 1);
    insert into media (id, title, fps, frames, created_at_ms) values ('m', 'M', 25, 50, 7), ('n', 'N', 25, 20, 8);
    insert into sequences values ('s', 'S', 1);
    insert into sequence_revisions values ('s', 1, '[{"mediaId":"m","inMs":100},{"mediaId":"gone"}]');
    insert into channels values ('c', 'C', 'public', 200, 'n', 3), ('empty', 'E', 'token', 100, null, 0);
    insert into schedule_entries values ('e', 'c', 's', 1000, null, 1, 2);
  `);
  await db.destroy();
}
