// @ts-check
// npm run bench [-- NAME]: set up what is missing, then measure.
import { requireNode } from './node-version.mjs';

requireNode();
const { setUpOrExit, TESTING } = await import('./set-up.mjs');
await setUpOrExit(TESTING);
await import(new URL('../../dist/test/bench/main.js', import.meta.url).href);
