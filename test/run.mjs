// @ts-check
// npm test [-- PATH… | mocha's options]: set up what is missing, then run the tests under coverage.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { requireNode } from '../server/setup/node-version.mjs';

requireNode();
const { describeFailure } = await import('../server/setup/failure.mjs');
const { root, setUp, TESTING } = await import('../server/setup/set-up.mjs');

/** From what is small and quick to what needs the whole product. Whatever lies elsewhere comes last. */
const ORDER = ['unit', 'contract', 'repo', 'integration', 'e2e'];

try {
  await setUp(TESTING);
} catch (error) {
  process.stderr.write(describeFailure(error));
  end(0, 1);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'streamsync-tally-'));
const tally = path.join(folder, 'tally.json');
const { files, options } = sortArguments(process.argv.slice(2));
const mocha = [
  module('mocha/bin/mocha.js'),
  '--reporter',
  'test/tally.mjs',
  '--reporter-option',
  `tally=${tally}`,
  ...options,
  ...files,
];
const run = spawn(process.execPath, [module('c8/bin/c8.js'), process.execPath, ...mocha], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => run.kill(signal));
const [code] = await once(run, 'exit');
const { passed, failed } = readTally();
rmSync(folder, { recursive: true });
// A run that broke off, or whose process failed after the last test, counts as a failure even if no test has failed.
end(passed, code === 0 ? failed : Math.max(failed, 1));

/**
 * @param {number} passed
 * @param {number} failed
 * @returns {never}
 */
function end(passed, failed) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

/** @returns {{ passed: number, failed: number }} nothing was written when no test came to its end */
function readTally() {
  try {
    return JSON.parse(readFileSync(tally, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/**
 * @param {string[]} given sources or folders below test/, else they are for mocha
 * @returns {{ files: string[], options: string[] }} compiled test files in a fixed order
 */
function sortArguments(given) {
  const isPath = (/** @type {string} */ argument) =>
    /^(\.\/)?test\//.test(argument) && existsSync(path.join(root, argument));
  const paths = given.filter(isPath);
  const files =
    paths.length > 0 ? paths.flatMap(compiledTests) : compiledTests('test').sort((a, b) => rank(a) - rank(b));
  return { files, options: given.filter((argument) => !isPath(argument)) };
}

/** @param {string} file below dist/test/ */
function rank(file) {
  const at = ORDER.indexOf(file.split(path.sep)[2] ?? '');
  return at === -1 ? ORDER.length : at;
}

/** @param {string} source @returns {string[]} */
function compiledTests(source) {
  const compiled = path.join('dist', source.replace(/\.ts$/, '.js'));
  if (compiled.endsWith('.js')) return [compiled];
  if (!existsSync(path.join(root, compiled))) return [];
  const names = readdirSync(path.join(root, compiled), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(compiled, name));
}

/** @param {string} program */
function module(program) {
  return path.join(root, 'node_modules', program);
}
