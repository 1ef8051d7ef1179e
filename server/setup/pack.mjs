// @ts-check
// npm run pack: the package of streamsync/client, into dist.
import path from 'node:path';
import { requireNode } from './node-version.mjs';

requireNode();
const { root, setUpOrExit } = await import('./set-up.mjs');
const { layOutClientPackage } = await import('./client-package.mjs');
const { npm } = await import('./npm-packages.mjs');
const { run } = await import('./command.mjs');

await setUpOrExit({ natives: false, browser: false, targets: ['client'] });
const dist = path.join(root, 'dist');
const folder = path.join(dist, 'package');
layOutClientPackage(root, folder);
const { command, args } = npm();
const { ok, output } = await run(command, [...args, 'pack', '--silent', '--pack-destination', dist], { cwd: folder });
process.stdout.write(ok ? `The package is ready: npm i ${path.join(dist, output.trim())}\n` : `${output}\n`);
process.exitCode = ok ? 0 : 1;
