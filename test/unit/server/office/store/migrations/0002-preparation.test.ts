import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { Kysely, SqliteDialect } from 'kysely';
import { libraryAndSchedule } from '../../../../../../server/office/store/migrations/0001-library-and-schedule.js';
import { Store } from '../../../../../../server/office/store/store.js';
import { makeTempDir } from '../../../../../support/temp-dir.js';

describe('migration 0002', () => {
  it('finds media of before ready, on air and in the library', async () => {
    const file = join(makeTempDir('migration'), 'db');
    await makeOldDatabase(file);
    const store = await Store.open(file, 99);
    try {
      expect(await store.media.list()).to.deep.equal([
        { id: 'm', objectId: 'm', title: 'Été', fps: 25, frames: 50, createdAtMs: 7 },
      ]);
      const [entry] = await store.library.page({ limit: 10, search: 'ete' });
      expect(entry).to.deep.equal({
        ...{ id: 'm', title: 'Été', revision: 1, source: null, createdAtMs: 7, updatedAtMs: 7 },
        state: { status: 'ready', objectId: 'm', fps: 25, frames: 50, layers: [], findings: [] },
        aac: 'queued',
      });
      expect((await store.channels.find('c'))!.fillerMediaId).to.equal('m');
    } finally {
      await store.close();
    }
  });
});

async function makeOldDatabase(file: string): Promise<void> {
  const sqlite = new SQLite(file);
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database: sqlite }) });
  await libraryAndSchedule.up(db, 0);
  sqlite.exec(`
    create table schema_migrations (name text primary key, applied_at_ms bigint not null);
    insert into schema_migrations values ('${libraryAndSchedule.name}', 1);
    insert into media values ('m', 'Été', 25, 50, 7);
    insert into channels values ('c', 'C', 'public', 200, 'm', 0);
  `);
  await db.destroy();
}
