// @ts-check
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { tryDownload } from './download.mjs';
import { SetUpFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { nodeGyp } from './npm-packages.mjs';
import { withProgress } from './progress.mjs';
import { publish } from './user-cache.mjs';
import { inWorkFolder } from './work-folder.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */

/**
 * better-sqlite3 is a native package: its binary is downloaded, or else compiled once per user.
 * What was compiled before comes first, because it costs nothing to look there.
 *
 * @param {{ root: string, cacheDir: string }} context
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForSqlite({ root, cacheDir }) {
  const folder = path.join(root, 'node_modules/better-sqlite3');
  const binary = path.join(folder, 'build/Release/better_sqlite3.node');
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const cached = path.join(cacheDir, cachedName(version, process.platform, process.arch, process.versions.modules));
  const works = () => opens(folder);

  if (await works()) return undefined;
  if (existsSync(cached)) {
    publish(cached, binary);
    if (await works()) return undefined;
  }
  rmSync(binary, { force: true });
  const download = {
    name: `better-sqlite3 ${version}`,
    origin: process.env['npm_config_better_sqlite3_binary_host'] ?? 'https://github.com',
    script: path.join(root, 'node_modules/prebuild-install/bin.js'),
    cwd: folder,
  };
  if (await tryDownload(download, cacheDir, works)) return undefined;

  return {
    name: 'better-sqlite3',
    requires: [
      { package: 'python3', program: 'python3' },
      { package: 'make', program: 'make' },
      { package: 'g++', program: 'g++' },
    ],
    make: () =>
      withLock(`${cached}.lock`, 'compiling better-sqlite3', async () => {
        if (!existsSync(cached)) await compile(folder, cached);
        publish(cached, binary);
        if (await works()) return;
        rmSync(cached, { force: true });
        throw new SetUpFailure('the compiled better-sqlite3 does not load.', 'Try again; it is compiled anew.');
      }),
  };
}

/**
 * @param {string} version
 * @param {string} platform
 * @param {string} arch
 * @param {string} abi of Node: a binary fits one only (`process.versions.modules`)
 */
function cachedName(version, platform, arch, abi) {
  return `better-sqlite3-${version}-${platform}-${arch}-abi${abi}.node`;
}

/** @param {string} folder @returns {Promise<boolean>} tried in a process of its own, which a bad binary may well crash */
async function opens(folder) {
  const script = `new (require(${JSON.stringify(folder)}))(':memory:').close()`;
  return (await run(process.execPath, ['-e', script])).ok;
}

/**
 * @param {string} folder the package, left as it is
 * @param {string} output
 */
function compile(folder, output) {
  return inWorkFolder('sqlite', async (work) => {
    cpSync(folder, work, { recursive: true });
    const gyp = [nodeGyp(), 'rebuild', '--release', '--jobs=max', ...headerArguments()];
    await withProgress('better-sqlite3', 'compiling (1 to 3 minutes, once per user)', async () => {
      const { ok, output } = await run(process.execPath, gyp, { cwd: work });
      if (!ok)
        throw new SetUpFailure(
          `better-sqlite3 does not compile:\n${output}`,
          'Mend what the last lines say, then try again.',
        );
    });
    publish(path.join(work, 'build/Release/better_sqlite3.node'), output);
  });
}

/** @returns {string[]} Node's own distribution brings its headers along: with them nothing need be downloaded */
function headerArguments() {
  const prefix = path.resolve(process.execPath, '../..');
  try {
    const header = readFileSync(path.join(prefix, 'include/node/node_version.h'), 'utf8');
    return header.includes(`#define NODE_MODULE_VERSION ${process.versions.modules}\n`) ? [`--nodedir=${prefix}`] : [];
  } catch {
    return [];
  }
}
