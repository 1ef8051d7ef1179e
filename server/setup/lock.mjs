// @ts-check
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SetUpFailure } from './failure.mjs';
import { say } from './progress.mjs';

const PATIENCE_MS = 20 * 60_000;
const LOOK_EVERY_MS = 200;

/**
 * Lets one process do what the others would only do again. The work must publish atomically all the same: the lock of a
 * process that was killed is taken over, and processes that cannot see each other (containers) do not wait.
 *
 * @template T
 * @param {string} file the lock; holds the process id of its owner
 * @param {string} what is being done, for whoever has to wait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, what, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waitedMs = 0; !take(file); waitedMs += LOOK_EVERY_MS) {
    const owner = ownerOf(file);
    if (owner === undefined || !isRunning(owner)) {
      rmSync(file, { force: true });
      continue;
    }
    if (waitedMs === 0) say(`process ${owner} is ${what}: waiting for it`);
    if (waitedMs >= PATIENCE_MS) {
      throw new SetUpFailure(`process ${owner} has been ${what} for too long.`, `End it, or delete ${file}.`);
    }
    await wait(LOOK_EVERY_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} file @returns {boolean} whether the lock is ours now; it appears together with its owner's id */
function take(file) {
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {string} file @returns {number | undefined} */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
