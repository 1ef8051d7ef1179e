import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { Kysely, SqliteDialect } from 'kysely';
import type { Migration } from '../../../../../../server/office/store/migrate.js';
import { libraryAndSchedule } from '../../../../../../server/office/store/migrations/0001-library-and-schedule.js';
import { preparation } from '../../../../../../server/office/store/migrations/0002-preparation.js';
import { schedule } from '../../../../../../server/office/store/migrations/0003-schedule.js';
import { access } from '../../../../../../server/office/store/migrations/0004-access.js';
import { headPieces } from '../../../../../../server/office/store/migrations/0005-head-pieces.js';
import { adaptiveLatency } from '../../../../../../server/office/store/migrations/0006-adaptive-latency.js';
import type { ScheduleEntryRecord } from '../../../../../../server/office/store/schedule-store.js';
import { Store } from '../../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../../support/temp-dir.js';

const EARLIER: readonly Migration[] = [libraryAndSchedule, preparation, schedule, access, headPieces, adaptiveLatency];
const ENTRY = {
  ...{ channelSlug: 'c', sequenceId: 's', startsAtMs: 1000, endsAtMs: 9000, loops: true, repeat: 'FREQ=DAILY' },
  ...{ timeZone: 'Europe/Paris', priority: 2, when: { lang: 'fr' } },
  runs: [{ fromMs: null, revision: 1, originMs: null }],
};

describe('migration 0007', () => {
  let store: Store;
  beforeEach(async () => {
    const file = join(makeTempDir('migration'), 'db');
    await makeOldDatabase(file);
    store = await Store.open(file, 99);
  });
  afterEach(() => store.close());

  const add = (entry: ScheduleEntryRecord) =>
    store.schedule.commit({
      ...{ slug: 'c', actor: 'host', atMs: 99, effectiveAtMs: 99, action: 'entry-added', summary: {} },
      add: [entry],
    });
  const failureOf = (work: Promise<unknown>) => work.then(() => 'none', String);

  it('keeps every entry, and those of earlier versions', async () => {
    expect((await store.schedule.content('c'))!.entries).to.deep.equal([{ id: 'now', ...ENTRY, addedIn: 2 }]);
    expect((await store.schedule.content('c', { version: 1 }))!.entries).to.deep.equal([
      { id: 'before', ...ENTRY, addedIn: 1 },
    ]);
  });

  it('takes an entry without a sequence from then on, and still none with an unknown one, or of the same name', async () => {
    const slate = { ...ENTRY, id: 'slate', sequenceId: null, runs: [] };
    await add(slate);
    expect(await store.schedule.find('c', 'slate')).to.deep.equal({ ...slate, addedIn: 3 });
    expect(await failureOf(add({ ...ENTRY, id: 'e', sequenceId: 'none' }))).to.match(/FOREIGN KEY/);
    expect(await failureOf(add({ ...ENTRY, id: 'now' }))).to.match(/UNIQUE/);
  });
});

/** As a server of before left it: an entry was taken out, another put in. */
async function makeOldDatabase(file: string): Promise<void> {
  const sqlite = new SQLite(file);
  sqlite.pragma('foreign_keys = ON');
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database: sqlite }) });
  sqlite.exec('create table schema_migrations (name text primary key, applied_at_ms bigint not null)');
  for (const { name, up } of EARLIER) {
    await up(db, 0);
    sqlite.prepare('insert into schema_migrations values (?, 1)').run(name);
  }
  const columns = `'s', 1000, 9000, 1, 'FREQ=DAILY', 'Europe/Paris', 2, '{"lang":"fr"}',
    '[{"fromMs":null,"revision":1,"originMs":null}]'`;
  sqlite.exec(`
    insert into sequences (id, name, revision) values ('s', 'S', 1);
    insert into sequence_revisions (sequence_id, revision, items) values ('s', 1, '[]');
    insert into channels (slug, name, visibility, target_latency_ms, schedule_version) values ('c', 'C', 'public', 200, 2);
    insert into schedule_versions values
      ('c', 1, 0, 0, 'host', 'entry-added', '{}', null), ('c', 2, 5, 5, 'host', 'entry-changed', '{}', null);
    insert into schedule_entries values ('c', 'before', 1, 2, ${columns}), ('c', 'now', 2, null, ${columns});
  `);
  await db.destroy();
}
