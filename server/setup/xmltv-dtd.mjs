// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, run } from './command.mjs';
import { withProgress } from './progress.mjs';
import { publish } from './user-cache.mjs';
import { inWorkFolder } from './work-folder.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */

const FILE = 'xmltv.dtd';
const PACKAGE = 'libxmltv-perl';
const WITHIN_MS = 60_000;

/** @param {string} cacheDir @returns {string} where the definition of XMLTV lies once set-up has got hold of it */
export function xmltvDtdFile(cacheDir) {
  return path.join(cacheDir, FILE);
}

/**
 * The document type definition of XMLTV, which guides are validated against. It is the XMLTV project's own file, so it is
 * taken from Debian's package of it: unpacked, not installed, for the package wants half of Perl. Without it set-up goes
 * on: it is one test that cannot do without, and that says so.
 *
 * @param {{ cacheDir: string, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForXmltvDtd({ cacheDir, env }) {
  const file = xmltvDtdFile(cacheDir);
  if (existsSync(file) || !findOnPath('apt-get', env) || !findOnPath('dpkg-deb', env)) return undefined;
  return {
    name: FILE,
    requires: [],
    async make() {
      await withProgress(FILE, `looking into Debian's ${PACKAGE}`, () => unpack(file, env));
    },
  };
}

/** @param {string} file @param {NodeJS.ProcessEnv} env @returns {Promise<boolean>} */
async function unpack(file, env) {
  return inWorkFolder('xmltv', async (folder) => {
    const download = () => run('apt-get', ['download', PACKAGE], { cwd: folder, env, timeoutMs: WITHIN_MS });
    if (!(await download()).ok) {
      // A fresh system has no lists of packages yet; only root may fetch them.
      if (!(await run('apt-get', ['update'], { env, timeoutMs: WITHIN_MS })).ok || !(await download()).ok) return false;
    }
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (!archive || !(await run('dpkg-deb', ['-x', archive, 'package'], { cwd: folder, env })).ok) return false;
    const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const found = inside.find((name) => path.basename(name) === FILE);
    if (!found) return false;
    publish(path.join(folder, found), file);
    return true;
  });
}
