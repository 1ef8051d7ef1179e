import { type CpuInfo, cpus, loadavg } from 'node:os';
import { background } from './background.js';
import { hostConsole } from './console.js';
import { deaf } from './deaf.js';
import { edits } from './edits.js';
import { ingest } from './ingest.js';
import { join } from './join.js';
import { largeLibrary } from './large-library.js';
import { playout } from './playout.js';
import { sync } from './sync.js';
import { timeline } from './timeline.js';

/**
 * A benchmark prints its own tables, and throws when it could not measure. One that is held to its targets sets the exit
 * code when it misses them; the others tell of them in the tables alone.
 */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<string>>> = {
  background,
  console: hostConsole,
  deaf,
  edits,
  ingest,
  join,
  library: largeLibrary,
  playout,
  sync,
  timeline,
};

const [{ model }] = cpus() as [CpuInfo];
const busy = loadavg()[0]!.toFixed(1);
process.stdout.write(`${cpus().length} × ${model}, Node ${process.versions.node}, load before the start ${busy}\n`);

const [name, ...args] = process.argv.slice(2);
const chosen = name === undefined ? Object.keys(BENCHES) : [name];
for (const each of chosen) {
  const bench = BENCHES[each];
  if (!bench) {
    process.stderr.write(`There is no benchmark "${each}". There are: ${Object.keys(BENCHES).join(', ')}\n`);
    process.exit(2);
  }
  process.stdout.write(`\n${each}\n\n${await bench(args)}\n`);
}
process.exit();
