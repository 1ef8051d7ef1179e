import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { SettingsError } from './load-settings.js';
import type { Settings } from './settings.js';

const PROGRAMS = ['FFMPEG_BIN', 'FFPROBE_BIN', 'MEDIASOUP_WORKER_BIN'] as const;

type PathSettings = Pick<Settings, (typeof PROGRAMS)[number] | 'IMPORT_DIR'>;

/**
 * Finds out at the start, and not at the first file, what a setting names that is not there.
 * @param searchPath folders that programs named without one are looked for in, as in `PATH`
 * @throws SettingsError for the first one
 */
export async function checkPaths(settings: PathSettings, searchPath = process.env['PATH'] ?? ''): Promise<void> {
  for (const name of PROGRAMS) {
    const program = settings[name];
    if (program === undefined || (await isProgram(program, searchPath))) continue;
    throw new SettingsError(
      `${name}=${program} cannot be used: allowed is a program that this user may run, by its path or its name in PATH`,
    );
  }
  const { IMPORT_DIR } = settings;
  if (IMPORT_DIR !== undefined && !(await isReadableFolder(IMPORT_DIR))) {
    throw new SettingsError(`IMPORT_DIR=${IMPORT_DIR} cannot be used: allowed is a folder that this user may read`);
  }
}

async function isProgram(program: string, searchPath: string): Promise<boolean> {
  const folders = program.includes('/') ? [''] : searchPath.split(delimiter);
  for (const folder of folders) {
    const path = join(folder, program);
    if ((await isKind(path, 'isFile')) && (await isAllowed(path, constants.X_OK))) return true;
  }
  return false;
}

async function isReadableFolder(path: string): Promise<boolean> {
  return (await isKind(path, 'isDirectory')) && isAllowed(path, constants.R_OK | constants.X_OK);
}

function isKind(path: string, kind: 'isFile' | 'isDirectory'): Promise<boolean> {
  return stat(path).then(
    (found) => found[kind](),
    () => false,
  );
}

function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
