// @ts-check
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** The settings that name a program: set-up honours them, and hands on in them what it has found otherwise. */
const PROGRAMS = ['FFMPEG_BIN', 'FFPROBE_BIN', 'MEDIASOUP_WORKER_BIN', 'CHROMIUM_BIN'];

/**
 * @param {string} folder where an `.env` file may lie
 * @param {NodeJS.ProcessEnv} env wins over the file, as it does for every other setting
 * @returns {NodeJS.ProcessEnv} the environment with the programs named in the file
 */
export function withEnvFile(folder, env) {
  let file = {};
  try {
    file = parseEnv(readFileSync(path.join(folder, '.env'), 'utf8'));
  } catch {
    // There need not be one.
  }
  const programs = Object.entries(file).filter(([name, value]) => PROGRAMS.includes(name) && value !== '');
  return { ...Object.fromEntries(programs), ...env };
}

/**
 * @param {NodeJS.ProcessEnv} from
 * @param {NodeJS.ProcessEnv} to
 */
export function handOnPrograms(from, to) {
  for (const name of PROGRAMS) {
    if (from[name]) to[name] = from[name];
  }
}
