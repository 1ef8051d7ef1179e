import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { pino } from 'pino';
import { WorkerPool } from '../../server/air/sfu/worker-pool.js';
import { MasterClock } from '../../server/clock/master-clock.js';

/** Starts a worker while nearly every descriptor that this process may have is taken, then gives them back. */
const clock = new MasterClock();
const taken: number[] = [];
try {
  for (;;) taken.push(openSync(devNull, 'r'));
} catch {
  // That was the last.
}
for (const descriptor of taken.splice(-6)) closeSync(descriptor);
const listen = { RTC_PORT: 0, RTC_LISTEN_IP: '127.0.0.1', RTC_ANNOUNCED_ADDRESS: undefined };
const logger = pino({ level: 'silent' });
const pool = await WorkerPool.create({ count: 1, listen, workerBin: undefined, clock, logger });
process.stdout.write(`${JSON.stringify(pool.workers)}\n`);
for (const descriptor of taken) closeSync(descriptor);
pool.once('started', () => {
  process.stdout.write(`${JSON.stringify(pool.workers)}\n`);
  pool.close();
  clock.close();
});
