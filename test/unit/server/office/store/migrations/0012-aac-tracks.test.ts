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
import { Store } from '../../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../../support/temp-dir.js';

const EARLIER: readonly Migration[] = [libraryAndSchedule, preparation, schedule, access, headPieces];

describe('migration 0012', () => {
  let store: Store;

  beforeEach(async () => {
    const file = join(makeTempDir('migration'), 'db');
    await makeOldDatabase(file);
    store = await Store.open(file, 99);
  });

  afterEach(() => store.close());

  const states = async () =>
    Object.fromEntries((await store.library.page({ limit: 10 })).map(({ id, aac }) => [id, aac]));

  it('has AAC made of all that is ready, newest first, and of nothing else', async () => {
    expect(await states()).to.deep.equal({
      old: 'queued',
      new: 'queued',
      twin: 'queued',
      bad: 'none',
      waiting: 'none',
    });
    expect(await store.aacTracks.next()).to.deep.equal({ objectId: 'object-new', attempts: 0 });
    expect(await store.aacTracks.finish('object-new', 'ready')).to.have.members(['new', 'twin']);
    expect(await store.aacTracks.next()).to.deep.equal({ objectId: 'object-old', attempts: 0 });
    await store.aacTracks.finish('object-old', 'failed');
    expect(await store.aacTracks.next()).to.equal(undefined);
    expect(await states()).to.include({ old: 'failed', new: 'ready', twin: 'ready' });
  });

  it('has what failed least made first', async () => {
    await store.aacTracks.setAttempts('object-new', 1);
    expect(await store.aacTracks.next()).to.deep.equal({ objectId: 'object-old', attempts: 0 });
  });

  it('has AAC made of what becomes ready, and again of what is prepared anew', async () => {
    const ready = { status: 'ready', objectId: 'object-w', fps: 30, frames: 3, layers: [], findings: [] } as const;
    await store.aacTracks.setAttempts('object-old', 2);
    for (const attempt of [1, 2]) {
      await store.library.moveOn('waiting', attempt === 1 ? 'queued' : 'ready', { status: 'queued' }, 1);
      expect((await states())['waiting']).to.equal('none');
      await store.library.moveOn('waiting', 'queued', ready, 1);
      expect((await states())['waiting']).to.equal('queued');
      await store.aacTracks.setAttempts('object-w', 2);
      await store.aacTracks.finish('object-w', 'failed');
    }
    await store.library.queueAac('object-w');
    await store.aacTracks.finish('object-new', 'ready');
    expect(await store.aacTracks.next()).to.deep.equal({ objectId: 'object-w', attempts: 0 });
    expect(await store.aacTracks.isQueued('object-w')).to.equal(true);
    await store.library.remove('waiting', undefined, 1);
    expect(await store.aacTracks.isQueued('object-w')).to.equal(false);
  });
});

async function makeOldDatabase(file: string): Promise<void> {
  const sqlite = new SQLite(file);
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database: sqlite }) });
  sqlite.exec('create table schema_migrations (name text primary key, applied_at_ms bigint not null)');
  for (const { name, up } of EARLIER) {
    await up(db, 0);
    sqlite.prepare('insert into schema_migrations values (?, 1)').run(name);
  }
  const add = sqlite.prepare(
    `insert into media (id, title, fps, frames, created_at_ms, status, object_id) values (?, ?, 30, 90, ?, ?, ?)`,
  );
  add.run('old', 'Old', 1, 'ready', 'object-old');
  add.run('new', 'New', 3, 'ready', 'object-new');
  add.run('twin', 'Twin', 0, 'ready', 'object-new');
  add.run('bad', 'Bad', 4, 'failed', null);
  sqlite.exec(`update media set error = '{"code":"source-not-video","message":""}' where id = 'bad'`);
  add.run('waiting', 'Waiting', 5, 'queued', null);
  await db.destroy();
}
