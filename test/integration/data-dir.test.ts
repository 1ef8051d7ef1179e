import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';

describe('a data folder', function () {
  this.timeout(60_000);
  const dataDir = makeTempDir('data');
  const started: ServerProcess[] = [];

  after(async () => {
    for (const server of started) await server.close();
  });

  async function start(): Promise<ServerProcess> {
    const server = await ServerProcess.start({ dataDir, env: { HOUSE_SIZE: '320x180', FFMPEG_BIN, FFPROBE_BIN } });
    started.push(server);
    return server;
  }

  it('is one server’s: another is told whose it is, and touches nothing', async () => {
    const first = await start();
    const underWay = join(dataDir, 'work', 'library', 'under-way');
    writeFileSync(underWay, '');
    expect(await start().catch(String)).to.include(
      `StreamSync cannot start: DATA_DIR=${dataDir} cannot be used: ` +
        `process ${first.pid} on ${hostname()} has it; stop that server or set another DATA_DIR`,
    );
    expect(existsSync(underWay), 'what the first is at work on').to.equal(true);
    expect((await fetch(`${first.url}/healthz`)).status).to.equal(200);
  });

  it('is free again once its server was killed, or has stopped', async () => {
    await started.at(-1)!.kill();
    const second = await start();
    expect(await second.close()).to.equal(0);
    await start();
  });
});
