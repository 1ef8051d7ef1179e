// @ts-check
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isProgram, run } from './command.mjs';
import { tryDownload } from './download.mjs';
import { SetUpFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { BUILD_REQUIREMENTS, buildWorker } from './mediasoup-worker/build.mjs';
import { withProgress } from './progress.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */

/** What the worker exits with when nobody tells it the version of the library that starts it. */
const NO_VERSION_GIVEN = 41;

/**
 * Settles MEDIASOUP_WORKER_BIN: as given, else what mediasoup's own download left behind, else what was built for this
 * user before, else that download, else a build from the package's sources. The build of before comes ahead of the
 * download, because it is there at once and works without a network.
 *
 * @param {{ root: string, cacheDir: string, env: NodeJS.ProcessEnv }} context its `env` gets the setting
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForWorker({ root, cacheDir, env }) {
  const given = env['MEDIASOUP_WORKER_BIN'];
  if (given) {
    if (await runs(given)) return undefined;
    throw new SetUpFailure(
      `MEDIASOUP_WORKER_BIN=${given} is not a mediasoup worker that runs on this machine.`,
      'Let it name another one, or unset it and set-up sees to a worker itself.',
    );
  }
  const folder = path.join(root, 'node_modules/mediasoup');
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const downloaded = path.join(
    folder,
    'worker/out/Release',
    process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker',
  );
  const built = path.join(cacheDir, builtName(version, process.platform, process.arch, recipeDigest()));

  const found =
    (await firstThatRuns([downloaded, built])) ??
    ((await download(folder, version, downloaded, cacheDir)) ? downloaded : undefined);
  if (found) {
    env['MEDIASOUP_WORKER_BIN'] = found;
    return undefined;
  }
  return {
    name: 'mediasoup worker',
    requires: BUILD_REQUIREMENTS,
    make: () =>
      withLock(`${built}.lock`, 'building the mediasoup worker', async () => {
        if (!(await runs(built))) {
          await withProgress('mediasoup worker', 'compiling (2 to 5 minutes, once per user)', (report) =>
            buildWorker(folder, built, report),
          );
        }
        if (!(await runs(built)))
          throw new SetUpFailure(`the mediasoup worker built as ${built} does not run.`, 'Delete it and try again.');
        env['MEDIASOUP_WORKER_BIN'] = built;
      }),
  };
}

/**
 * @param {string} version of mediasoup
 * @param {string} platform
 * @param {string} arch
 * @param {string} recipe a changed recipe makes another worker
 */
export function builtName(version, platform, arch, recipe) {
  return `mediasoup-worker-${version}-${platform}-${arch}-${recipe}`;
}

/**
 * @param {string} folder
 * @param {string} version
 * @param {string} program
 * @param {string} cacheDir
 */
function download(folder, version, program, cacheDir) {
  return tryDownload(
    {
      name: `mediasoup worker ${version}`,
      origin: process.env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] ?? 'https://github.com',
      script: path.join(folder, 'npm-scripts.mjs'),
      args: ['postinstall'],
      cwd: folder,
      // Without a download the script would go on to mediasoup's own build, by way of Python: ours takes over instead.
      env: { PYTHON: 'false' },
    },
    cacheDir,
    () => runs(program),
  );
}

/** @param {string[]} files @returns {Promise<string | undefined>} */
async function firstThatRuns(files) {
  for (const file of files) {
    if (await runs(file)) return file;
  }
  return undefined;
}

/**
 * A worker can be there and still not run: made for another C library, or built against a library since removed.
 *
 * @param {string} file
 */
async function runs(file) {
  const env = { ...process.env, MEDIASOUP_VERSION: undefined };
  return isProgram(file) && (await run(file, [], { env, timeoutMs: 5_000 })).code === NO_VERSION_GIVEN;
}

/** @returns {string} changes with every file of the recipe */
export function recipeDigest() {
  const recipe = path.join(import.meta.dirname, 'mediasoup-worker');
  const files = readdirSync(recipe, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hash = createHash('sha256');
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort())
    hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}
