// @ts-check
// npm test [-- PATH… | mocha's options]: set up what is missing, then run the tests under coverage.
import { spawn, spawnSync } from 'node:child_process';
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
const COVERAGE = path.join(root, 'coverage/tmp');
/** For each of the runs side by side. */
const PORTS = ['20000-25999', '26000-31999'];

try {
  await setUp(TESTING);
} catch (error) {
  process.stderr.write(describeFailure(error));
  end(0, ['the set-up']);
}

const { files, options } = sortArguments(process.argv.slice(2));
const folder = mkdtempSync(path.join(os.tmpdir(), 'streamsync-tally-'));
rmSync(COVERAGE, { recursive: true, force: true });
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let isStopped = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    isStopped = true;
    for (const run of running) run.kill(signal);
  });
}
const [onAir, others] = part(files, isOnAir);
const rows = part(others, (file) => !isWaiting(file)).filter((row) => row.length > 0);
const tallies = await Promise.all(
  rows.map((row, index) => runTests(row, index === 0 ? 'inherit' : 'pipe', PORTS[index])),
);
if (onAir.length > 0 && !isStopped) tallies.push(await runTests(onAir, 'inherit', PORTS[0]));
rmSync(folder, { recursive: true });
const report = spawnSync(process.execPath, [module('c8/bin/c8.js'), 'report'], { cwd: root, stdio: 'inherit' });
const passed = sum(tallies.map((tally) => tally.passed));
const failures = tallies.flatMap((tally) => tally.failures);
if (isStopped) failures.push('it was stopped');
else if (passed === 0) failures.push('no test has passed');
if (report.status !== 0) failures.push('the report of the coverage');
end(passed, failures);

/**
 * What looks at frames as they are due has the machine to itself.
 *
 * @param {string} file
 */
function isOnAir(file) {
  return file.endsWith('-on-air.test.js') || (roomOf(file) === 'e2e' && !isOfConsole(file));
}

/**
 * What waits for processes and for pages more than it works has room beside it for the rest.
 *
 * @param {string} file
 */
function isWaiting(file) {
  return file.endsWith('-kill.test.js') || isOfConsole(file);
}

/** @param {string} file */
function isOfConsole(file) {
  return path.basename(file).startsWith('console-');
}

/**
 * @param {string[]} tests
 * @param {'inherit' | 'pipe'} output where it goes to: to the terminal at once, or when all is over
 * @param {string | undefined} ports what the tests' servers may listen on
 */
async function runTests(tests, output, ports) {
  const tally = path.join(mkdtempSync(path.join(folder, 'run-')), 'tally.json');
  const reporter = ['--reporter', 'test/tally.mjs', '--reporter-option', `tally=${tally}`];
  const run = spawn(process.execPath, [module('mocha/bin/mocha.js'), ...reporter, ...options, ...tests], {
    cwd: root,
    env: { ...process.env, NODE_V8_COVERAGE: COVERAGE, TEST_PORTS: ports },
    stdio: ['inherit', output, output],
  });
  running.add(run);
  let kept = '';
  for (const stream of [run.stdout, run.stderr]) stream?.setEncoding('utf8').on('data', (text) => (kept += text));
  const [code] = await once(run, 'close');
  running.delete(run);
  process.stdout.write(kept);
  const { passed, failures } = readTally(tally);
  if (code !== 0 && failures.length === 0) failures.push('a run broke off, or its process failed after the last test');
  return { passed, failures };
}

/**
 * @template T
 * @param {T[]} all
 * @param {(one: T) => boolean} isOne
 * @returns {[T[], T[]]} those that are, and the others
 */
function part(all, isOne) {
  return [all.filter(isOne), all.filter((one) => !isOne(one))];
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * The failures of all runs once more, together: those of the first are far above.
 *
 * @param {number} passed
 * @param {string[]} failures
 * @returns {never}
 */
function end(passed, failures) {
  for (const failure of failures) process.stdout.write(`Failed: ${failure}\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  process.exit(failures.length === 0 ? 0 : 1);
}

/**
 * @param {string} tally
 * @returns {{ passed: number, failures: string[] }} nothing was written when no test was begun
 */
function readTally(tally) {
  try {
    return JSON.parse(readFileSync(tally, 'utf8'));
  } catch {
    return { passed: 0, failures: ['a run in which no test was begun'] };
  }
}

/**
 * @param {string[]} given sources or folders below test/, each of which has to be there; else they are for mocha
 * @returns {{ files: string[], options: string[] }} compiled test files in a fixed order
 */
function sortArguments(given) {
  const isPath = (/** @type {string} */ argument) => /^(\.\/)?test\//.test(argument);
  const paths = given.filter(isPath);
  const unknown = paths.filter((one) => !existsSync(path.join(root, one)));
  if (unknown.length > 0) end(0, [`${unknown.join(', ')}: no such file or folder`]);
  const files =
    paths.length > 0 ? paths.flatMap(compiledTests) : compiledTests('test').sort((a, b) => rank(a) - rank(b));
  return { files, options: given.filter((argument) => !isPath(argument)) };
}

/** @param {string} file below dist/test/ */
function roomOf(file) {
  return file.split(path.sep)[2] ?? '';
}

/** @param {string} file */
function rank(file) {
  const at = ORDER.indexOf(roomOf(file));
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
