import { appendFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../shared/errors.js';
import { LibraryRig } from './library-rig.js';
import { seededRandom } from './seeded-random.js';

/**
 * A process to be killed: takes every file of an inbox into the library of a data folder, prepares them, and removes
 * some media on the way. It tells its parent when the library is open, writes down the hash of what it is about to
 * remove, and never ends by itself.
 */
const [dataDir = '', inbox = '', removals = '', seed = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));

const rig = await LibraryRig.open(dataDir, { concurrency: 2, mostAttempts: Number.POSITIVE_INFINITY });
rig.library.on('change', async ({ id, status }) => {
  const chance = { queued: 0.05, processing: 0.05, failed: 0, ready: 0.6 }[status];
  if (random() < chance) await remove(id);
});
process.send?.('open');
for (const filename of await readdir(inbox)) {
  if (!filename.startsWith('.')) await rig.library.addSource({ path: join(inbox, filename), filename });
}

async function remove(id: string): Promise<void> {
  const entry = await rig.store.library.find(id);
  // A media is told of more than once, and may be removed by then.
  if (entry === undefined) return;
  appendFileSync(removals, `${entry.source?.sha256}\n`);
  await rig.library.remove(id).catch((error: unknown) => {
    if (!(error instanceof CodedError && error.code === 'media-unknown')) throw error;
  });
}

setInterval(() => undefined, 60_000);
