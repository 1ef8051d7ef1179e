// @ts-check
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, run } from './command.mjs';
import { SetUpFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { withProgress } from './progress.mjs';

/** A package as a lock file lists it. @typedef {{ version?: string, optional?: boolean }} LockedPackage */

/**
 * Makes node_modules match the lock file. Install scripts stay off: each native part is set up by a step of its own,
 * which has a way out where a download fails.
 *
 * @param {string} root the project's folder
 */
export async function installNpmPackages(root) {
  const locked = readLock(path.join(root, 'package-lock.json'));
  if (locked === undefined) {
    throw new SetUpFailure('package-lock.json is missing or damaged.', 'Restore it: git checkout package-lock.json');
  }
  // npm lists there what it has put into node_modules, once it has finished.
  const presentFile = path.join(root, 'node_modules/.package-lock.json');
  if (isInstalled(locked, readLock(presentFile))) return;
  await withLock(path.join(root, 'dist/.installing'), 'installing the npm packages', async () => {
    if (!isInstalled(locked, readLock(presentFile))) await install(root, Object.keys(locked).length);
  });
}

/** @param {string} root @param {number} count */
async function install(root, count) {
  await withProgress('npm packages', `installing ${count} (up to a minute or two)`, async () => {
    const { command, args } = npm();
    const flags = [
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    const { ok, output } = await run(command, [...args, 'ci', ...flags], { cwd: root });
    if (!ok) {
      throw new SetUpFailure(
        `npm could not install the packages:\n${output}`,
        'Check that the npm registry can be reached (npm ping) and that this folder may be written to, then try again.',
      );
    }
  });
}

/**
 * @param {Record<string, LockedPackage>} locked what package-lock.json asks for, by folder
 * @param {Record<string, LockedPackage> | undefined} present what npm says it has installed
 * @returns {boolean} optional packages may be absent (most are for other platforms), nothing may be superfluous
 */
export function isInstalled(locked, present) {
  if (present === undefined) return false;
  const matches = Object.entries(locked).every(([folder, { version, optional }]) => {
    const found = present[folder];
    return found === undefined ? optional === true : found.version === version;
  });
  return matches && Object.keys(present).every((folder) => folder in locked);
}

/** @param {string} file @returns {Record<string, LockedPackage> | undefined} */
function readLock(file) {
  try {
    const { '': _root, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages;
    return packages;
  } catch {
    return undefined;
  }
}

/** @returns {{ command: string, args: string[] }} how to call the npm that runs us, else the one on PATH */
export function npm() {
  const cli = npmCli();
  if (cli?.endsWith('.js')) return { command: process.execPath, args: [cli] };
  if (cli) return { command: cli, args: [] };
  throw new SetUpFailure('npm was not found.', 'It comes with Node.js: https://nodejs.org/en/download');
}

/** @returns {string} npm's own node-gyp, which compiles native packages */
export function nodeGyp() {
  const given = process.env['npm_config_node_gyp'];
  if (given) return given;
  return path.resolve(npmCli() ?? '', '../../node_modules/node-gyp/bin/node-gyp.js');
}

/** @returns {string | undefined} */
function npmCli() {
  const running = process.env['npm_execpath'];
  if (running && path.basename(running) === 'npm-cli.js') return running;
  const found = findOnPath('npm');
  return found && realpathSync(found);
}
