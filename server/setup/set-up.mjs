// @ts-check
import path from 'node:path';
import { lookForChromium } from './chromium.mjs';
import { compile } from './compile.mjs';
import { lookForCurl } from './curl.mjs';
import { lookForDateutil } from './dateutil.mjs';
import { describeFailure } from './failure.mjs';
import { lookForFfmpeg } from './ffmpeg.mjs';
import { lookForWorker } from './mediasoup-worker.mjs';
import { installNpmPackages } from './npm-packages.mjs';
import { handOnPrograms, withEnvFile } from './settings.mjs';
import { lookForSqlite } from './sqlite.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { openUserCache } from './user-cache.mjs';
import { lookForXmltvDtd } from './xmltv-dtd.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */
/** @typedef {{ root: string, cacheDir: string, env: NodeJS.ProcessEnv }} Context */

/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const root = path.resolve(import.meta.dirname, '../..');

/**
 * What a command takes: the server's native parts, a browser and what else only tests take, and what of the sources
 * compiled.
 *
 * @typedef {{ natives: boolean, browser: boolean, targets: ('server' | 'client' | 'test')[] }} Needs
 */

export const SERVING = {
  natives: true,
  browser: false,
  targets: /** @type {Needs['targets']} */ (['server', 'client']),
};
export const TESTING = {
  natives: true,
  browser: true,
  targets: /** @type {Needs['targets']} */ (['server', 'client', 'test']),
};

/**
 * Sees to everything that is missing, and puts the programs it settled on into `process.env`: so it has to be done
 * before mediasoup is imported, which reads its setting at that moment.
 *
 * @param {Needs} needs
 */
export async function setUp({ natives, browser, targets }) {
  // Until the program itself takes over, a signal has to end what set-up has started: `exit` listeners do that.
  const stop = () => process.exit(1);
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const env = withEnvFile(process.cwd(), process.env);
    await installNpmPackages(root);
    await providePrograms({ root, cacheDir: openUserCache(), env }, [
      ...(natives ? [lookForSqlite, lookForFfmpeg, lookForWorker] : []),
      ...(browser ? [lookForChromium, lookForCurl, lookForDateutil, lookForXmltvDtd] : []),
    ]);
    handOnPrograms(env, process.env);
    await compile(root, targets);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/**
 * Sets up, or ends the process with what went wrong.
 *
 * @param {Needs} needs
 */
export async function setUpOrExit(needs) {
  try {
    await setUp(needs);
  } catch (error) {
    process.stderr.write(describeFailure(error));
    process.exit(1);
  }
}

/**
 * First everything looks for itself, so that all system packages come, or are asked for, at once.
 *
 * @param {Context} context
 * @param {((context: Context) => Promise<Missing | undefined>)[]} looks
 */
async function providePrograms(context, looks) {
  const found = await Promise.all(looks.map((look) => look(context)));
  const missing = found.filter((part) => part !== undefined);
  await installSystemPackages(missing);
  await Promise.all(missing.map((part) => part.make()));
}
