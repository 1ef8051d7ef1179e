import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';

const TRY_AGAIN_MS: Millis = 50;
const MOST_TRIES = 200;

/** Its message names the process that has the folder. */
export class FolderInUseError extends Error {}

/**
 * A folder that one process has to itself until it lets go or ends, however it ends: the lock is SQLite's own on a
 * database that stays empty, and the kernel drops it with the process. A note beside it tells others whose it is.
 */
export class FolderLock {
  readonly #sqlite: SQLite.Database;

  private constructor(sqlite: SQLite.Database) {
    this.#sqlite = sqlite;
  }

  /** @throws FolderInUseError */
  static take(folder: string, name = 'lock'): FolderLock {
    const owner = join(folder, `${name}.owner`);
    const sqlite = new SQLite(join(folder, name), { timeout: 0 });
    try {
      sqlite.exec('BEGIN IMMEDIATE');
      writeFileSync(owner, `process ${process.pid} on ${hostname()}`);
    } catch (error) {
      sqlite.close();
      if (error instanceof SQLite.SqliteError && error.code === 'SQLITE_BUSY') {
        throw new FolderInUseError(existsSync(owner) ? readFileSync(owner, 'utf8') : 'another process');
      }
      throw error;
    }
    return new FolderLock(sqlite);
  }

  /** Another process can take it from now on. */
  close(): void {
    this.#sqlite.close();
  }
}

/** Takes a lock as soon as the process that has it has ended. @throws FolderInUseError when that takes too long. */
export async function waitForFolder(folder: string, name: string, clock: Clock): Promise<FolderLock> {
  for (let left = MOST_TRIES; ; left -= 1) {
    try {
      return FolderLock.take(folder, name);
    } catch (error) {
      if (!(error instanceof FolderInUseError) || left === 0) throw error;
      await new Promise<void>((resolve) => clock.setTimer(TRY_AGAIN_MS, resolve));
    }
  }
}
