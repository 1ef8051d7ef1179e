// @ts-check
// npm run dev: the server of npm start, compiled and started anew when a source changes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { requireNode } from './node-version.mjs';

requireNode();
const { root, SERVING, setUpOrExit } = await import('./set-up.mjs');
const { compile, fingerprint } = await import('./compile.mjs');
const { describeFailure } = await import('./failure.mjs');
const { say } = await import('./progress.mjs');

// Looking is cheaper to get right than watching: it misses no editor's way of saving and no folder's kind of mount.
const LOOK_EVERY_MS = 500;
const OF_THE_SERVER = ['shared', 'media', 'server'];
const OF_THE_APP = [...OF_THE_SERVER, 'client'];

await setUpOrExit(SERVING);
let server = startServer();
let seen = fingerprint(root, OF_THE_APP);
let running = fingerprint(root, OF_THE_SERVER);

// Ctrl-C reaches the server too: let it close in peace, then go.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => endServer(signal).then(() => process.exit()));
}

for (;;) {
  await wait(LOOK_EVERY_MS);
  const now = fingerprint(root, OF_THE_APP);
  if (now === seen) continue;
  seen = now;
  try {
    await compile(root, SERVING.targets);
  } catch (error) {
    process.stderr.write(describeFailure(error));
    continue;
  }
  const sources = fingerprint(root, OF_THE_SERVER);
  if (sources === running) continue;
  running = sources;
  say('starting the server anew');
  await endServer('SIGTERM');
  server = startServer();
}

function startServer() {
  const main = path.join(root, 'dist/server/main.js');
  const child = spawn(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('exit', (code) => {
    if (code) say(`the server ended with ${code}: it is started again after the next change`);
  });
  return child;
}

/** @param {NodeJS.Signals} signal */
async function endServer(signal) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill(signal);
  await once(server, 'exit');
}
