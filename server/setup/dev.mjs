// @ts-check
// npm run dev: the server of npm start, compiled and started anew when a source changes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { requireNode } from './node-version.mjs';

requireNode();
const { root, SERVING, setUpOrExit } = await import('./set-up.mjs');
const { compile, fingerprint } = await import('./compile.mjs');
const { describeFailure } = await import('./failure.mjs');
const { say } = await import('./progress.mjs');

const QUIET_FOR_MS = 200;
const SERVER_FOLDERS = ['shared', 'media', 'server'];

await setUpOrExit(SERVING);
let running = startServer();
let runningSources = fingerprint(root, SERVER_FOLDERS);

/** @type {NodeJS.Timeout | undefined} */
let soon;
let renewing = Promise.resolve();
for (const folder of [...SERVER_FOLDERS, 'client']) {
  watch(path.join(root, folder), { recursive: true }, () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      renewing = renewing.then(renew);
    }, QUIET_FOR_MS);
  });
}

async function renew() {
  try {
    await compile(root, SERVING.targets);
  } catch (error) {
    process.stderr.write(describeFailure(error));
    return;
  }
  const sources = fingerprint(root, SERVER_FOLDERS);
  if (sources === runningSources) return;
  runningSources = sources;
  say('starting the server anew');
  if (running.exitCode === null && running.signalCode === null) {
    running.kill();
    await once(running, 'exit');
  }
  running = startServer();
}

function startServer() {
  const server = spawn(process.execPath, [path.join(root, 'dist/server/main.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  server.once('exit', (code) => {
    if (code) say(`the server ended with ${code}: it is started again after the next change`);
  });
  return server;
}

// Ctrl-C reaches the server too: let it close in peace, then go.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, async () => {
    running.kill(signal);
    if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
    process.exit();
  });
}
