import { expect } from 'chai';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';

const SAID = /Sign in as (\S+) with the password (\S+)/;

describe('the first start', function () {
  this.timeout(60_000);
  let server: ServerProcess;
  after(() => server?.close());

  const login = (username: string, password: string) =>
    fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });

  it('says the password of the administrator, once; it and its sessions hold through kill -9', async () => {
    server = await ServerProcess.start({ dataDir: makeTempDir('data') });
    const [, username = '', password = ''] = SAID.exec(server.log) ?? [];
    const { token } = (await (await login(username, password)).json()) as { token: string };
    const saidOnce = server.log.length;

    await server.kill();
    await server.restart();
    expect(server.log.slice(saidOnce)).not.to.match(SAID);
    expect((await login(username, password)).status).to.equal(200);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/api/v1/media`, { headers })).status).to.equal(200);
  });
});
