import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import express from 'express';
import { Kysely, SqliteDialect } from 'kysely';
import { pino } from 'pino';
import { notFound, problemHandler } from '../../../../server/http/problem.js';
import type { DatabaseSchema } from '../../../../server/office/store/schema.js';
import { SettingsStore } from '../../../../server/office/store/settings-store.js';
import { Store } from '../../../../server/office/store/store.js';
import { statusOf } from '../../../../shared/errors.js';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('a problem', () => {
  const logged: { msg: string; err: { code: string } }[] = [];
  let db: Kysely<DatabaseSchema>;
  let server: Server;

  before(async () => {
    const file = join(makeTempDir('full'), 'streamsync.db');
    await (await Store.open(file, 0)).close();
    const database = new SQLite(file);
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
    db = new Kysely({ dialect: new SqliteDialect({ database }) });
    const settings = new SettingsStore(db);
    const logger = pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line)) });
    const app = express()
      .put('/settings/:key', async (request, response) => {
        await settings.set(request.params.key, 'x'.repeat(100_000));
        response.end();
      })
      .use(notFound)
      .use(problemHandler(logger));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await db.destroy();
  });

  it('has the title of its code and says in detail what it was this time (RFC 9457, section 3.1)', async () => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/elsewhere`);
    expect(await answer.json()).to.deep.equal({
      ...{ type: 'about:blank', title: 'There is nothing at this address.', status: 404 },
      ...{ code: 'not-found', detail: 'There is nothing at /elsewhere.' },
    });
  });

  it('with a database that has no room to grow is told as one with a full disk, and logged as it is', async () => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/settings/large`, { method: 'PUT' });
    expect(answer.status).to.equal(507).and.to.equal(statusOf('storage-full'));
    expect(await answer.json()).to.deep.include({
      code: 'storage-full',
      title: 'The disk of the server is full: make room and try again.',
      detail: 'The disk of the server is full: make room and try again.',
    });
    expect(logged.map(({ msg, err }) => [msg, err.code])).to.deep.equal([['a request failed', 'SQLITE_FULL']]);
  });
});
