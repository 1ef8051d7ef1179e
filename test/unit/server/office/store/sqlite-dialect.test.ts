import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { Kysely } from 'kysely';
import { inReading, inTransaction } from '../../../../../server/office/store/in-transaction.js';
import type { DatabaseSchema } from '../../../../../server/office/store/schema.js';
import { SettingsStore } from '../../../../../server/office/store/settings-store.js';
import { EmbeddedDialect } from '../../../../../server/office/store/sqlite-dialect.js';
import { Store } from '../../../../../server/office/store/store.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('the SQLite connection', () => {
  let file: string;
  let clock: ManualClock;
  let database: SQLite.Database;
  let db: Kysely<DatabaseSchema>;
  let settings: SettingsStore;

  beforeEach(async () => {
    file = join(makeTempDir('sqlite'), 'streamsync.db');
    await (await Store.open(file, 0)).close();
    clock = new ManualClock(0);
    database = new SQLite(file, { timeout: 0 });
    db = new Kysely({ dialect: new EmbeddedDialect(database, clock) });
    settings = new SettingsStore(db);
  });

  afterEach(() => db.destroy());

  async function failureOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => 'no failure',
      (error: unknown) => error,
    );
  }

  it('tells of a full disk when SQLite has ended the transaction by itself', async () => {
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
    const work = inTransaction(db, async (transaction) => {
      for (let number = 0; number < 2000; number += 1) {
        await new SettingsStore(transaction).set(`key ${number}`, 'x'.repeat(10_000));
      }
    });
    expect(await failureOf(work)).to.have.property('code', 'SQLITE_FULL');
    expect(await settings.get('key 0'), 'nothing of it is left').to.equal(undefined);
    await inTransaction(db, (transaction) => new SettingsStore(transaction).set('small', 'y'));
    expect(await settings.get('small'), 'and the next one works').to.equal('y');
  });

  it('tells the first error when rolling back fails, too', async () => {
    const work = inTransaction(db, async (transaction) => {
      await new SettingsStore(transaction).set('a', 'b');
      // As SQLite does on errors of the disk.
      database.exec('rollback');
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' });
    });
    expect(await failureOf(work)).to.have.property('code', 'SQLITE_IOERR_READ');
  });

  describe('while another process has the write lock', () => {
    let other: SQLite.Database;

    beforeEach(() => {
      other = new SQLite(file);
      other.exec('begin immediate');
    });

    afterEach(() => other.close());

    it('reads, alone and in a transaction', async () => {
      expect(await settings.get('a')).to.equal(undefined);
      expect(await inReading(db, (transaction) => new SettingsStore(transaction).get('a'))).to.equal(undefined);
    });

    it('waits a moment for it', async () => {
      const written = inTransaction(db, (transaction) => new SettingsStore(transaction).set('a', 'b'));
      await settle();
      await clock.advance(100);
      other.exec('rollback');
      await clock.advance(25);
      await written;
      expect(await settings.get('a')).to.equal('b');
    });

    it('gives a write up with a code and a time to try again, and those behind it at once', async () => {
      const first = failureOf(settings.set('a', 'b'));
      const behind = Array.from({ length: 20 }, (_, number) => failureOf(settings.set(`${number}`, 'b')));
      await settle();
      await clock.advance(500);
      const busy = { code: 'database-busy', status: 503 };
      expect(await first).to.deep.include({ ...busy, details: { retryAfterSeconds: 1 } });
      for (const failure of await Promise.all(behind)) expect(failure).to.include(busy);
      expect(clock.timerCount, 'nothing waits any more').to.equal(0);

      other.exec('rollback');
      await settings.set('a', 'c');
      other.exec('begin immediate');
      const again = settings.set('a', 'd');
      await settle();
      expect(clock.timerCount, 'after a write that succeeded the next one waits again').to.equal(1);
      other.exec('rollback');
      await clock.advance(25);
      await again;
    });
  });
});
