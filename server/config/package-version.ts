import { readFileSync } from 'node:fs';

/** As npm knows it: also the version of the client script, which is built with this server. */
export const PACKAGE_VERSION: string = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
).version;
