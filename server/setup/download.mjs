// @ts-check
import path from 'node:path';
import { run } from './command.mjs';
import { withProgress } from './progress.mjs';
import { readNotes, writeNotes } from './user-cache.mjs';

// Some packages download a program from GitHub when they are installed. Where that cannot be reached, or has nothing for
// this machine, there is another way for each of them: so a download that fails is no error, only not tried again soon.

const TRY_AGAIN_AFTER_MS = 24 * 3_600_000;
const ANSWER_WITHIN_MS = 3_000;
const DOWNLOAD_WITHIN_MS = 5 * 60_000;

/**
 * @typedef {object} Download
 * @property {string} name the part, for progress and for remembering a failure; with its version
 * @property {string} origin the host it comes from
 * @property {string} script the package's own download script
 * @property {string[]} [args]
 * @property {string} cwd the package's folder
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * @param {Download} download
 * @param {string} cacheDir
 * @param {() => Promise<boolean>} works whether the downloaded program is there and runs on this machine
 * @returns {Promise<boolean>} whether it does now
 */
export async function tryDownload({ name, origin, script, args = [], cwd, env = {} }, cacheDir, works) {
  const notesFile = path.join(cacheDir, 'failed-downloads.json');
  if (!isWorthTrying(readNotes(notesFile)[name], Date.now())) return false;
  const got =
    (await canReach(origin)) &&
    (await withProgress(name, 'downloading', async () => {
      await run(process.execPath, [script, ...args], {
        cwd,
        env: { ...process.env, ...env },
        timeoutMs: DOWNLOAD_WITHIN_MS,
      });
      return works();
    }));
  if (!got) writeNotes(notesFile, { ...readNotes(notesFile), [name]: Date.now() });
  return got;
}

/**
 * @param {unknown} failedAtMs when the last try failed, if one did
 * @param {number} nowMs
 */
export function isWorthTrying(failedAtMs, nowMs) {
  return typeof failedAtMs !== 'number' || failedAtMs > nowMs || nowMs - failedAtMs >= TRY_AGAIN_AFTER_MS;
}

/** @type {Map<string, Promise<boolean>>} */
const reachable = new Map();

/** @param {string} origin @returns {Promise<boolean>} whether anything answers there at all */
function canReach(origin) {
  // The scripts know proxies and fetch() in Node 20 does not, so behind one only the script can tell.
  if (['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => process.env[name]))
    return Promise.resolve(true);
  const known = reachable.get(origin);
  if (known) return known;
  const answer = fetch(origin, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).then(
    () => true,
    () => false,
  );
  reachable.set(origin, answer);
  return answer;
}
