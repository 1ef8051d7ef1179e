// @ts-check
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ENTRY = 'client/index';
const TEXTS = ['LICENSE', 'client/PLAYER.md', 'client/EMBED.md', 'client/BROWSERS.md'];
/** As the compiler writes them: `from './a.js'`, `import './a.js'`, and in types `import("./a.js")`. */
const IMPORTS = /\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

/**
 * Lays out the package of streamsync/client: all that its entry imports, scripts and types, and a manifest with the few
 * packages that those need. Installed as a whole, the project would bring everything that the server needs.
 *
 * @param {string} root the project's folder, its client compiled
 * @param {string} folder where to; emptied first
 */
export function layOutClientPackage(root, folder) {
  const dist = path.join(root, 'dist');
  const { name, version, license, dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { files, packages } = importedBy(dist, [`${ENTRY}.js`, `${ENTRY}.d.ts`]);
  const manifest = {
    ...{ name, version, license, type: 'module', sideEffects: false },
    description: 'The player of StreamSync: a live channel on a web page, in step with everybody else.',
    exports: { './client': { types: `./${ENTRY}.d.ts`, default: `./${ENTRY}.js` }, './package.json': './package.json' },
    dependencies: Object.fromEntries(packages.sort().map((needed) => [needed, `^${dependencies[needed]}`])),
  };
  rmSync(folder, { recursive: true, force: true });
  for (const file of files) cpSync(path.join(dist, file), path.join(folder, file));
  for (const text of TEXTS) cpSync(path.join(root, text), path.join(folder, path.basename(text)));
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * @param {string} folder
 * @param {string[]} entries
 * @returns {{ files: string[], packages: string[] }} the entries and the files they import, and those in turn; and what
 *   they import from elsewhere
 */
function importedBy(folder, entries) {
  const files = new Set(entries);
  const packages = new Set();
  // Files that are added on the way are visited too.
  for (const file of files) {
    for (const [, imported = ''] of readFileSync(path.join(folder, file), 'utf8').matchAll(IMPORTS)) {
      if (imported.startsWith('.')) files.add(beside(file, imported));
      else packages.add(packageOf(imported));
    }
  }
  return { files: [...files], packages: [...packages] };
}

/** @param {string} file @param {string} imported @returns {string} types import scripts, and mean their types */
function beside(file, imported) {
  const found = path.join(path.dirname(file), imported);
  return file.endsWith('.d.ts') ? found.replace(/\.js$/, '.d.ts') : found;
}

/** @param {string} imported @returns {string} `zod` of `zod/v4`, `@noble/hashes` of `@noble/hashes/sha2.js` */
function packageOf(imported) {
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}
