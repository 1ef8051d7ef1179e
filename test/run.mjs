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
const { files, options } = sortArguments(process.argv.slice(2));
const isKilling = (/** @type {string} */ file) => file.endsWith('-kill.test.js');
const killing = files.filter(isKilling);
const others = files.filter((file) => !isKilling(file));
// What kills processes again and again mostly waits for them to start: beside it there is room for the rest, of which what
// looks at frames comes last. Killed processes tell of no coverage.
const beside = others.length > 0 && killing.length > 0 ? runTests([], killing, 'pipe') : null;
const tallies = [await runTests([module('c8/bin/c8.js'), process.execPath], beside ? others : files, 'inherit')];
if (beside) tallies.push(await beside);
rmSync(folder, { recursive: true });
const passed = sum(tallies.map((tally) => tally.passed));
const failed = sum(tallies.map((tally) => tally.failed));
// That nothing was run is no success.
end(passed, passed === 0 ? Math.max(failed, 1) : failed);

/**
 * @param {string[]} under what runs mocha
 * @param {string[]} tests
 * @param {'inherit' | 'pipe'} output where it goes to: to the terminal at once, or when all is over
 */
async function runTests(under, tests, output) {
  const tally = path.join(folder, `${output}.json`);
  const reporter = ['--reporter', 'test/tally.mjs', '--reporter-option', `tally=${tally}`];
  const run = spawn(process.execPath, [...under, module('mocha/bin/mocha.js'), ...reporter, ...options, ...tests], {
    cwd: root,
    stdio: ['inherit', output, output],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => run.kill(signal));
  let kept = '';
  for (const stream of [run.stdout, run.stderr]) stream?.setEncoding('utf8').on('data', (text) => (kept += text));
  const [code] = await once(run, 'close');
  process.stdout.write(kept);
  const { passed, failed } = readTally(tally);
  // A run that broke off, or whose process failed after the last test, counts as a failure even if no test has failed.
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * @param {number} passed
 * @param {number} failed
 * @returns {never}
 */
function end(passed, failed) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

/**
 * @param {string} tally
 * @returns {{ passed: number, failed: number }} nothing was written when no test was begun
 */
function readTally(tally) {
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
