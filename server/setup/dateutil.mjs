// @ts-check
import { existsSync } from 'node:fs';
import { findOnPath, run } from './command.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */

/** Debian's packages are for Debian's Python, which need not be the first one on the PATH. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} a Python that has dateutil
 */
export async function pythonWithDateutil(env) {
  const pythons = [findOnPath('python3', env), SYSTEM_PYTHON].filter((file) => file !== undefined && existsSync(file));
  for (const python of new Set(pythons)) {
    if (python && (await run(python, ['-c', 'import dateutil.rrule'], { env })).ok) return python;
  }
  return undefined;
}

/**
 * A test compares recurrence rules with it.
 *
 * @param {{ env: NodeJS.ProcessEnv }} context
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForDateutil({ env }) {
  if ((await pythonWithDateutil(env)) !== undefined) return undefined;
  return { name: 'dateutil', requires: [{ package: 'python3-dateutil' }], make: async () => {} };
}
