// @ts-check
// npm run setup: only set up, as npm start would (with --tests: as npm test would).
import { requireNode } from './node-version.mjs';

requireNode();
const { SERVING, setUpOrExit, TESTING } = await import('./set-up.mjs');
await setUpOrExit(process.argv.includes('--tests') ? TESTING : SERVING);
