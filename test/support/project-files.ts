import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The project's folder, seen from dist/test/support. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '../../..');

/** What .gitignore leaves out of the repo. The tests also run where there is no git. */
const IGNORED = /^(node_modules|dist|data|coverage|\.git|\.env|.*\.log)$/;

/** Every file of the repo, as a path below its root with `/`, sorted. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(path.join(PROJECT_ROOT, folder), { withFileTypes: true })
    .filter((entry) => !IGNORED.test(entry.name))
    .flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? projectFiles(name) : [name];
    })
    .sort();
}

export function readProjectFile(name: string): string {
  return readFileSync(path.join(PROJECT_ROOT, name), 'utf8');
}

/** A source without its comments: good enough to look for words in, not a parser. */
export function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(,])\/\/.*$/gm, '$1');
}
