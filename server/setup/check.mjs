// @ts-check
// npm run check: format, lint, types, unused code, the rules of the repo and what the pages weigh, in seconds.
import path from 'node:path';
import { requireNode } from './node-version.mjs';

requireNode();
const { root, setUpOrExit } = await import('./set-up.mjs');
const { run } = await import('./command.mjs');
const { compile } = await import('./compile.mjs');

await setUpOrExit({ natives: false, browser: false, targets: [] });

/** @param {string} program @param {string[]} args */
const tool = (program, ...args) =>
  run(process.execPath, [path.join(root, 'node_modules', program), ...args], { cwd: root });

/** @param {'test' | 'client'} target */
const compiled = (target) =>
  compile(root, [target]).then(
    () => ({ ok: true, output: '' }),
    (error) => ({ ok: false, output: error.message }),
  );

const checks = {
  'format and lint': tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  'unused code': tool('knip/bin/knip.js'),
  types: compiled('test'),
};
/** @type {Record<string, Promise<{ ok: boolean, output: string }>>} */
const all = {
  ...checks,
  'rules of the repo': checks.types.then(() => tool('mocha/bin/mocha.js', 'dist/test/repo')),
  'budgets of the pages': checks.types.then(() => compiled('client')),
};

for (const [name, check] of Object.entries(all)) {
  const { ok, output } = await check;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}\n${ok ? '' : `${output}\n`}`);
  if (!ok) process.exitCode = 1;
}
