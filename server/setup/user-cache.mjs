// @ts-check
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SetUpFailure } from './failure.mjs';

// What was built or found out once is kept per user, so that a second clone has nothing to do.

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @returns {string} the folder the XDG Base Directory Specification names (it says to ignore relative paths)
 */
export function userCacheDir(env, home) {
  const xdg = env['XDG_CACHE_HOME'];
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'streamsync');
}

/** @returns {string} the cache folder of this user, made if it was not there */
export function openUserCache() {
  const folder = userCacheDir(process.env, os.homedir());
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetUpFailure(
      `the cache folder ${folder} cannot be made: ${error instanceof Error ? error.message : error}`,
      'Set XDG_CACHE_HOME to a folder that you may write to.',
    );
  }
  return folder;
}

/**
 * Puts a copy of a file, mostly a program, in its place in one step: nobody ever sees half of it, however many do this at once.
 *
 * @param {string} from
 * @param {string} to
 */
export function publish(from, to) {
  const partial = partialOf(to);
  try {
    copyFileSync(from, partial);
    chmodSync(partial, 0o755);
    renameSync(partial, to);
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {Record<string, unknown>} what was noted in it; empty when there is no such file, or it makes no sense
 */
export function readNotes(file) {
  try {
    const notes = JSON.parse(readFileSync(file, 'utf8'));
    return typeof notes === 'object' && notes !== null ? notes : {};
  } catch {
    return {};
  }
}

/**
 * @param {string} file
 * @param {Record<string, unknown>} notes
 */
export function writeNotes(file, notes) {
  const partial = partialOf(file);
  writeFileSync(partial, JSON.stringify(notes, null, 2));
  renameSync(partial, file);
}

/** @param {string} file */
function partialOf(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return `${file}.${randomUUID()}.partial`;
}
