import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FolderInUseError, FolderLock } from './folder-lock.js';
import { SettingsError } from './load-settings.js';

/** Makes the data folder when it is missing. @throws SettingsError when it is no folder that can be written to. */
export async function openDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new SettingsError(
      `DATA_DIR=${dataDir} cannot be used: it must be a folder this user may write to (${reason})`,
    );
  }
  return path;
}

/**
 * Keeps other servers out of the data folder: each would take what another is at work on for the leavings of a crash.
 * @throws SettingsError while another has it.
 */
export function lockDataDir(path: string): FolderLock {
  try {
    return FolderLock.take(path);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new SettingsError(
      `DATA_DIR=${path} cannot be used: ${error.message} has it; stop that server or set another DATA_DIR`,
    );
  }
}
