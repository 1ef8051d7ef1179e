// @ts-check
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const CLOSED_WITHIN_MS = 20_000;
const MESSAGE_LINES = 40;

/**
 * mocha's spec reporter, which also writes down how many tests have passed so far, and which failed. And when the tests
 * are over but something they opened keeps the process alive, it says what, and counts that as one more failure.
 */
export default class Tally extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions.tally;
    let passed = 0;
    /** @type {string[]} */
    const failures = [];
    const write = () => writeFileSync(file, JSON.stringify({ passed, failures }));
    runner.once('start', write);
    runner.on('pass', () => {
      passed += 1;
      write();
    });
    runner.on('fail', (test, error) => {
      failures.push(`${test.titlePath().join(' › ')}: ${indented(error.message)}`);
      write();
    });
    runner.once('end', () => {
      setTimeout(() => {
        failures.push(`The tests left open: ${process.getActiveResourcesInfo().join(', ')}`);
        write();
        process.stderr.write(`${failures.at(-1)}\n`);
        process.exit(1);
      }, CLOSED_WITHIN_MS).unref();
    });
  }
}

/**
 * Every line but the first is indented, so that no line of a message stands where a new failure would.
 *
 * @param {string} message
 */
function indented(message) {
  return message.trimEnd().split('\n').slice(0, MESSAGE_LINES).join('\n    ');
}
