// @ts-check
// npm run docs: the reference of streamsync/client, into dist/docs.
import path from 'node:path';
import { requireNode } from './node-version.mjs';

requireNode();
const { root, setUpOrExit } = await import('./set-up.mjs');
const { run } = await import('./command.mjs');

await setUpOrExit({ natives: false, browser: false, targets: [] });
const typedoc = path.join(root, 'node_modules/typedoc/bin/typedoc');
const hook = new URL('typescript-api.mjs', import.meta.url).href;
const { ok, output } = await run(process.execPath, ['--import', hook, typedoc, '--options', 'client/typedoc.json'], {
  cwd: root,
});
process.stdout.write(ok ? `The reference is in ${path.join(root, 'dist/docs')}\n` : `${output}\n`);
process.exitCode = ok ? 0 : 1;
