// @ts-check
import { findOnPath } from './command.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */

/**
 * What the commands in the project's pages are written for: a test runs them.
 *
 * @param {{ env: NodeJS.ProcessEnv }} context
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForCurl({ env }) {
  if (findOnPath('curl', env)) return undefined;
  return { name: 'curl', requires: [{ package: 'curl', program: 'curl' }], make: async () => {} };
}
