// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { SetUpFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { say } from './progress.mjs';
import { readNotes, writeNotes } from './user-cache.mjs';

const SERVER = ['shared', 'media', 'server'];
const APP = [...SERVER, 'client'];

/**
 * What is compiled together, from which folders, and how. A target is up to date when the files it comes from are the
 * ones it was last made from, judged by name, size and time.
 */
const TARGETS = {
  server: { folders: SERVER, commands: [tsc(SERVER)] },
  client: { folders: ['shared', 'client'], commands: [tsc(['client']), vite()] },
  test: { folders: [...APP, 'test'], commands: [tsc(['test'])] },
};

const SOURCE_OF = {
  '.js': ['.ts'],
  '.js.map': ['.ts'],
  '.d.ts': ['.ts'],
  '.mjs': ['.mjs'],
  '.mjs.map': ['.mjs'],
  '.d.mts': ['.mjs'],
};

/**
 * Compiles what has changed into dist/.
 *
 * @param {string} root the project's folder
 * @param {('server' | 'client' | 'test')[]} names
 */
export async function compile(root, names) {
  const dist = path.join(root, 'dist');
  await withLock(path.join(dist, '.compiling'), 'compiling the sources', async () => {
    for (const name of names) {
      const { folders, commands } = TARGETS[name];
      const madeFile = path.join(dist, `.${name}.json`);
      const print = fingerprint(root, folders);
      if (readNotes(madeFile)['sources'] === print) continue;
      say(`compiling the ${name}`);
      for (const folder of folders) pruneStale(path.join(dist, folder), path.join(root, folder));
      for (const { program, args } of commands) {
        const { ok, output } = await run(process.execPath, [path.join(root, 'node_modules', program), ...args], {
          cwd: root,
        });
        if (!ok)
          throw new SetUpFailure(
            `the ${name} does not compile:\n${output}`,
            'The sources are at fault: mend what is named there, or check out a version that compiles.',
          );
      }
      writeNotes(madeFile, { sources: print });
    }
  });
}

/**
 * @param {string} root
 * @param {string[]} folders
 * @returns {string} changes when a file in them, or a setting of the compiler, comes, goes or changes
 */
export function fingerprint(root, folders) {
  const files = folders.flatMap((folder) => filesBelow(path.join(root, folder)));
  files.push(...['package-lock.json', 'tsconfig.json'].map((name) => path.join(root, name)));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    // An editor's passing file may be gone by now.
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats) hash.update(`${path.relative(root, file)} ${stats.size} ${stats.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * The compiler leaves behind what it once made of a source that is gone: a deleted test would run for ever.
 *
 * @param {string} compiled
 * @param {string} sources
 */
export function pruneStale(compiled, sources) {
  if (!existsSync(compiled)) return;
  for (const file of filesBelow(compiled)) {
    const [made, origins] = Object.entries(SOURCE_OF).find(([ending]) => file.endsWith(ending)) ?? [];
    if (!made || !origins) continue;
    const stem = path.join(sources, path.relative(compiled, file).slice(0, -made.length));
    if (!origins.some((ending) => existsSync(stem + ending))) rmSync(file);
  }
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** @param {string[]} projects */
function tsc(projects) {
  return { program: 'typescript/bin/tsc', args: ['-b', ...projects] };
}

function vite() {
  return { program: 'vite/bin/vite.js', args: ['build', '-c', 'client/vite.config.ts', '--logLevel=warn'] };
}
