// @ts-check
import { findOnPath, isProgram } from './command.mjs';
import { SetUpFailure } from './failure.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const REMEDY = 'Let CHROMIUM_BIN name a Chromium or Chrome; the tests drive a real browser.';

/**
 * Settles CHROMIUM_BIN: as given, else one on PATH, else Debian's package. Only the tests need it.
 *
 * @param {{ env: NodeJS.ProcessEnv }} context its `env` gets the setting
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForChromium({ env }) {
  const given = env['CHROMIUM_BIN'];
  if (given && !isProgram(given)) {
    throw new SetUpFailure(`CHROMIUM_BIN=${given} is not a program that can be run.`, REMEDY);
  }
  const find = () => NAMES.map((name) => findOnPath(name, env)).find((file) => file !== undefined);
  const found = given || find();
  if (found) {
    env['CHROMIUM_BIN'] = found;
    return undefined;
  }
  return {
    name: 'chromium',
    requires: [{ package: 'chromium', program: 'chromium' }],
    async make() {
      const installed = find();
      if (!installed) throw new SetUpFailure('chromium is installed but not on PATH.', REMEDY);
      env['CHROMIUM_BIN'] = installed;
    },
  };
}
