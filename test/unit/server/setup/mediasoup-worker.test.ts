import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { SetUpFailure } from '../../../../server/setup/failure.mjs';
import { builtName, lookForWorker, recipeDigest } from '../../../../server/setup/mediasoup-worker.mjs';
import { writeNotes } from '../../../../server/setup/user-cache.mjs';
import { writeShellProgram } from '../../../support/shell-program.js';
import { makeTempDir } from '../../../support/temp-dir.js';

/** What a worker does that is started by nobody. */
const RUNS = 'exit 41';
const DOES_NOT_RUN = 'exit 127';

describe('set-up: mediasoup worker', () => {
  const root = makeTempDir('set-up');
  const cacheDir = path.join(root, 'cache');
  const packaged = path.join(root, 'node_modules/mediasoup/worker/out/Release/mediasoup-worker');
  const built = path.join(cacheDir, builtName('9.9.9', process.platform, process.arch, recipeDigest()));

  before(() => {
    mkdirSync(path.dirname(packaged), { recursive: true });
    writeFileSync(path.join(root, 'node_modules/mediasoup/package.json'), '{"version":"9.9.9"}');
    writeNotes(path.join(cacheDir, 'failed-downloads.json'), { 'mediasoup worker 9.9.9': Date.now() });
  });
  afterEach(() => {
    rmSync(packaged, { force: true });
    rmSync(built, { force: true });
  });

  const look = async (env: NodeJS.ProcessEnv = {}) => ({ missing: await lookForWorker({ root, cacheDir, env }), env });

  it('is the one that MEDIASOUP_WORKER_BIN names, if that runs', async () => {
    writeShellProgram(packaged, RUNS);
    const own = writeShellProgram(path.join(root, 'own'), RUNS);
    expect(await look({ MEDIASOUP_WORKER_BIN: own })).to.deep.equal({
      missing: undefined,
      env: { MEDIASOUP_WORKER_BIN: own },
    });
    const broken = writeShellProgram(path.join(root, 'broken'), DOES_NOT_RUN);
    const failure = await look({ MEDIASOUP_WORKER_BIN: broken }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(SetUpFailure).with.property('message').that.includes(broken);
  });

  it('is otherwise the one that mediasoup has downloaded', async () => {
    writeShellProgram(packaged, RUNS);
    writeShellProgram(built, RUNS);
    expect((await look()).env['MEDIASOUP_WORKER_BIN']).to.equal(packaged);
  });

  it('is otherwise the one built before, also when a downloaded one does not run here', async () => {
    writeShellProgram(packaged, DOES_NOT_RUN);
    writeShellProgram(built, RUNS);
    expect((await look()).env['MEDIASOUP_WORKER_BIN']).to.equal(built);
  });

  it('is otherwise built, with packages that Debian has', async () => {
    const { missing, env } = await look();
    expect(missing?.requires.map((one) => one.package)).to.include.members(['meson', 'ninja-build', 'libsrtp2-dev']);
    expect(env['MEDIASOUP_WORKER_BIN']).to.equal(undefined);
    expect(readdirSync(cacheDir)).to.deep.equal(['failed-downloads.json']);
  });

  it('is kept apart by version, platform, architecture and recipe', () => {
    const names = [
      builtName('3.27.1', 'linux', 'x64', 'aa'),
      builtName('3.27.2', 'linux', 'x64', 'aa'),
      builtName('3.27.1', 'darwin', 'x64', 'aa'),
      builtName('3.27.1', 'linux', 'arm64', 'aa'),
      builtName('3.27.1', 'linux', 'x64', 'bb'),
    ];
    expect(new Set(names).size).to.equal(names.length);
  });
});
