import { writeHouseFile } from '../../media/ingest/house-file.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { CodedError } from '../../shared/errors.js';

/**
 * A process that may be given limits: writes what lies in a prepared file as a new one, and prints that one, or the
 * code of the error that kept it from that.
 */
const [preparedPath = '', shape = '', workDir = '', outPath = ''] = process.argv.slice(2);
const clock = new MasterClock();
try {
  const run = { binary: 'cat', args: [preparedPath], workDir, clock, stallMs: 10_000 };
  process.stdout.write(JSON.stringify(await writeHouseFile(run, JSON.parse(shape), outPath)));
} catch (error) {
  if (!(error instanceof CodedError)) throw error;
  process.stdout.write(JSON.stringify(error.code));
} finally {
  clock.close();
}
