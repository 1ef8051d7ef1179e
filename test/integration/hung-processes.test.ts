import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';
import { partPid } from '../support/worker-processes.js';

describe('a process of a server that hangs', function () {
  this.timeout(90_000);
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({ dataDir: makeTempDir('data') });
  });
  after(() => server.close());

  /** Stops one as a broken disk would: it neither works nor ends. */
  function hang(name: 'air' | 'front' | 'office'): number {
    const pid = partPid(server.pid, name);
    process.kill(pid, 'SIGSTOP');
    return pid;
  }
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await pause(50);
  };
  const isReady = async () => (await fetch(`${server.url}/readyz`).catch(() => undefined))?.status === 200;

  for (const name of ['air', 'front'] as const) {
    it(`is replaced, and the log says so: ${name}`, async () => {
      const pid = hang(name);
      await until(() => !isRunning(pid));
      const said = new RegExp(`"process":"${name}","why":"it did not answer for \\d s"`);
      await until(() => said.test(server.log));
      await until(isReady);
      expect(partPid(server.pid, name)).not.to.equal(pid);
    });
  }

  it('does not outlive a server that is killed, and its successor starts at once', async () => {
    const pids = [...(['air', 'front'] as const).map((name) => partPid(server.pid, name)), hang('office')];
    await server.kill();
    await server.restart();
    expect(pids.filter(isRunning)).to.deep.equal([]);
    await until(isReady);
  });

  it('does not outlive a server that is told to stop', async () => {
    const pid = hang('office');
    await server.close();
    expect(isRunning(pid)).to.equal(false);
    await server.restart();
  });
});

/** One that nobody has asked about since it ended (Z) runs no more. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'));
}
