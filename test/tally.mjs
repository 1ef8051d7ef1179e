// @ts-check
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const CLOSED_WITHIN_MS = 20_000;

/**
 * mocha's spec reporter, which also writes down how many tests have passed and failed so far. And when the tests are over but
 * something they opened keeps the process alive, it says what, and counts that as one more failure.
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
    let failed = 0;
    const write = () => writeFileSync(file, JSON.stringify({ passed, failed }));
    runner.once('start', write);
    runner.on('pass', () => {
      passed += 1;
      write();
    });
    runner.on('fail', () => {
      failed += 1;
      write();
    });
    runner.once('end', () => {
      setTimeout(() => {
        failed += 1;
        write();
        process.stderr.write(`The tests left open: ${process.getActiveResourcesInfo().join(', ')}\n`);
        process.exit(1);
      }, CLOSED_WITHIN_MS).unref();
    });
  }
}
