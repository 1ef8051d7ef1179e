import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { withFileSizeLimit } from '../support/file-size-limit.js';
import { HostClient } from '../support/host-client.js';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';
import { partPid } from '../support/worker-processes.js';

const PASSWORD = 'room for one more';

describe('a server whose database cannot be written', function () {
  this.timeout(60_000);
  const dataDir = makeTempDir('data');
  let server: ServerProcess;
  let host: HostClient;

  before(async () => {
    server = await ServerProcess.start({ dataDir, env: { ADMIN_PASSWORD: PASSWORD, HOUSE_SIZE: '320x180' } });
    host = await HostClient.signIn(server.url, 'admin', PASSWORD);
  });
  after(() => server?.close());

  async function ask(
    path: string,
    body?: unknown,
  ): Promise<{ status: number; code: string; retryAfter: string | null }> {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${host.token}` },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const { code = '' } = (await answer.json()) as { code?: string };
    return { status: answer.status, code, retryAfter: answer.headers.get('retry-after') };
  }

  const channel = (slug: string) => ({ slug, name: slug, visibility: 'public' });
  const signIn = () => ask('/auth/login', { username: 'admin', password: PASSWORD });

  it('says that the disk is full to edits and to signing in, and goes on when there is room', async () => {
    await withFileSizeLimit(partPid(server.pid, 'office'), 1, async () => {
      expect(await ask('/channels', channel('full'))).to.include({ status: 507, code: 'storage-full' });
      expect(await signIn()).to.include({ status: 507, code: 'storage-full' });
      expect(await ask('/channels')).to.include({ status: 200 });
    });
    expect(await ask('/channels', channel('roomy'))).to.include({ status: 201 });
    expect((await signIn()).status).to.equal(200);
    const left = readdirSync(dataDir).filter((name) => name.startsWith('streamsync.db'));
    expect(left).to.have.members(['streamsync.db', 'streamsync.db-wal', 'streamsync.db-shm']);
  });

  it('says when to try again while another program has it locked, and answers reads meanwhile', async () => {
    const other = new SQLite(join(dataDir, 'streamsync.db'));
    try {
      other.exec('begin immediate');
      const writes = await Promise.all(
        Array.from({ length: 30 }, (_, number) => ask('/channels', channel(`c${number}`))),
      );
      for (const write of writes) expect(write).to.deep.equal({ status: 503, code: 'database-busy', retryAfter: '1' });
      expect(await signIn()).to.include({ status: 503, code: 'database-busy' });
      expect(await ask('/channels')).to.include({ status: 200 });
      expect(await ask('/channels/roomy/now')).to.include({ status: 200 });
    } finally {
      other.close();
    }
    expect(await ask('/channels', channel('free'))).to.include({ status: 201 });
  });
});
