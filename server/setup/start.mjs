// @ts-check
// npm start: set up what is missing, then be the server.
import { requireNode } from './node-version.mjs';

requireNode();
const { SERVING, setUpOrExit } = await import('./set-up.mjs');
const onlyTells = process.argv.includes('--help');
await setUpOrExit(onlyTells ? { natives: false, browser: false, targets: ['server'] } : SERVING);
await import(new URL('../../dist/server/main.js', import.meta.url).href);
