import { AacRig } from './aac-rig.js';

/** A process to be killed: makes the AAC of all media of a data folder. It tells when it has begun, and never ends by itself. */
const [dataDir = ''] = process.argv.slice(2);
await AacRig.open(dataDir, {}, { concurrency: 0 });
process.send?.('open');
setInterval(() => undefined, 60_000);
