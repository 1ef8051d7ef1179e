import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { workerBin as realWorker } from 'mediasoup';
import { type Logger, pino } from 'pino';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { LOOK_EVERY_MS } from '../../server/air/sfu/worker-pulse.js';
import type { WorkerState } from '../../server/air/sfu/worker-state.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { freePorts } from '../support/free-ports.js';
import { writeShellProgram } from '../support/shell-program.js';
import { makeTempDir } from '../support/temp-dir.js';
import { workerPids } from '../support/worker-processes.js';

const COMES_ABOUT_WITHIN_MS = 10_000;
const FOUND_HUNG_WITHIN_MS = 2000;

/** Real workers that fail in every way that processes fail. */
describe('the SFU’s workers', function () {
  this.timeout(60_000);
  let clock: MasterClock;
  let pool: WorkerPool | undefined;
  let log: { level: number; msg: string; reason?: string }[];
  let logger: Logger;

  beforeEach(() => {
    clock = new MasterClock();
    log = [];
    logger = pino({}, { write: (line: string) => void log.push(JSON.parse(line)) });
  });
  afterEach(() => {
    pool?.close();
    pool = undefined;
    clock.close();
  });

  const listenOn = (port: number) => ({
    ...{ RTC_PORT: port, RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined },
  });
  async function start(workerBin?: string, count = 1): Promise<WorkerPool> {
    pool = await WorkerPool.create({ count, listen: listenOn(await freePorts(count)), workerBin, clock, logger });
    return pool;
  }
  const failure = (starting: Promise<unknown>) =>
    starting.then(
      () => 'started',
      (error: Error) => error.message,
    );
  /** A worker whose program does something else the first few times. The counting is by files: each start is a process. */
  function program(instead: string, howOften: number): string {
    const folder = makeTempDir('worker');
    const count = `n=$(ls "${folder}" | grep -c tried); : > "${folder}/tried-$n"`;
    const script = `${count}\nif [ "$n" -lt ${howOften} ]; then ${instead}; fi\nexec "${realWorker}" "$@"`;
    return writeShellProgram(join(folder, 'program'), script);
  }

  describe('at the start', () => {
    it('are tried again while there is no memory for them, and come up without a restart', async () => {
      const { alive, workers } = await start(program(`ulimit -v 2000; exec "${realWorker}" "$@"`, 3));
      expect(alive).to.have.length(1);
      expect(workers[0]).to.include({ index: 0, state: 'up', attempts: 4 });
      expect(log.filter(({ msg }) => msg.includes('cannot be started'))).to.have.length(1);
    });

    it('do not stop it when the machine ends them all, and come up as soon as it does not', async () => {
      const running = await start(program('kill -KILL $$', 5));
      expect(running.alive).to.deep.equal([]);
      expect(running.workers[0]).to.include({ state: 'failed', lastError: 'the process was ended by SIGKILL' });
      await once(running, 'started');
      expect(running.alive).to.have.length(1);
    });

    it('survive that this process is short of descriptors', async () => {
      const script = fileURLToPath(new URL('../support/short-of-descriptors-process.js', import.meta.url));
      const command = `ulimit -n 100 && exec "${process.execPath}" "${script}"`;
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command]);
      const [during, after] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)[0] as WorkerState);
      expect(during).to.include({ state: 'failed' });
      expect(during!.lastError).to.include('EMFILE');
      expect(after).to.include({ state: 'up' });
    });

    it('stop it at once when the program is not there, and say so', async () => {
      const message = await failure(start('/no/such/worker', 2));
      expect(message).to.match(/^SFU worker 0 cannot be started on port \d+: .*\/no\/such\/worker.*ENOENT/);
    });

    it('stop it when the program only ends by itself, and when the port is taken, after some tries', async () => {
      expect(await failure(start('/bin/false'))).to.include('the program ended with code 1');
      const port = await freePorts(1);
      const first = await WorkerPool.create({
        ...{ count: 1, listen: listenOn(port), workerBin: undefined, clock, logger },
      });
      const second = WorkerPool.create({ count: 1, listen: listenOn(port), workerBin: undefined, clock, logger });
      expect(await failure(second)).to.equal(`SFU worker 0 cannot be started on port ${port}: the port is in use`);
      first.close();
    });

    it('do not hold it up when only some of them fail: those are tried on', async () => {
      const { alive, workers } = await start(program('exit 1', 1), 2);
      expect(alive.length).to.be.at.least(1);
      expect(workers).to.have.length(2);
    });

    it('are given up when the program does nothing at all, and leave no process behind', async () => {
      const marker = `${process.pid}000`;
      const { alive, workers } = await start(program(`exec sleep ${marker}`, 1));
      expect(alive).to.deep.equal([]);
      expect(workers[0]).to.include({ state: 'starting' });
      const sleeper = pidOf(`sleep ${marker}`)!;
      pool!.close();
      await eventually(() => pidOf(`sleep ${marker}`) === undefined);
      expect(sleeper).to.be.a('number');
    });
  });

  describe('once up', () => {
    it('are replaced after a death, as often as it takes; a crash loop slows down', async () => {
      const running = await start();
      const startedAtMs: number[] = [];
      for (let death = 0; death < 5; death += 1) {
        const diedAtMs = performance.now();
        process.kill(running.alive[0]!.worker.pid, 'SIGKILL');
        await once(running, 'started');
        startedAtMs.push(performance.now() - diedAtMs);
      }
      expect(startedAtMs[4]).to.be.above(16 * 200);
      expect(running.workers[0]).to.include({ state: 'up', attempts: 6 });
      expect(running.workers[0]!.lastError).to.include('SIGKILL');
    });

    it('are shown as failed while their program is gone, and come back with it', async () => {
      const bin = join(makeTempDir('worker'), 'mediasoup-worker');
      symlinkSync(realWorker, bin);
      const running = await start(bin);
      rmSync(bin);
      process.kill(running.alive[0]!.worker.pid, 'SIGKILL');
      await once(running, 'died');
      await eventually(() => running.workers[0]!.state === 'failed' && running.workers[0]!.attempts > 2);
      expect(running.workers[0]!.lastError).to.include('ENOENT');
      expect(running.alive).to.deep.equal([]);
      symlinkSync(realWorker, bin);
      await once(running, 'started');
      expect(running.workers[0]).to.include({ state: 'up' });
      expect(log.filter(({ reason }) => reason?.includes('ENOENT'))).to.have.length(1);
    });

    it('are found and replaced when they hang', async () => {
      const running = await start(undefined, 2);
      const hung = running.alive[0]!.worker.pid;
      const stoppedAtMs = performance.now();
      process.kill(hung, 'SIGSTOP');
      const [died] = await once(running, 'died');
      expect(performance.now() - stoppedAtMs).to.be.within(2 * LOOK_EVERY_MS, FOUND_HUNG_WITHIN_MS);
      expect(died.worker.pid).to.equal(hung);
      await once(running, 'started');
      expect(running.alive).to.have.length(2);
      expect(workerPids(process.pid)).not.to.include(hung);
      expect(running.workers[0]!.lastError).to.equal('the process did not answer any more');
    });

    it('that hang are ended with the pool', async () => {
      const running = await start();
      const [worker] = running.alive;
      process.kill(worker!.worker.pid, 'SIGSTOP');
      const ended = once(worker!.worker, 'subprocessclose');
      running.close();
      await ended;
    });
  });
});

async function eventually(isSo: () => boolean): Promise<void> {
  const untilMs = performance.now() + COMES_ABOUT_WITHIN_MS;
  while (!isSo()) {
    if (performance.now() > untilMs) throw new Error('it did not come about');
    await wait(20);
  }
}

function pidOf(commandLine: string): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() === commandLine;
      } catch {
        return false; // it ended meanwhile
      }
    });
}
