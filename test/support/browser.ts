import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { makeTempDir } from './temp-dir.js';

const ARGS = [
  '--no-sandbox', // the tests may run as root, where Chromium's sandbox refuses to start
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages that are not in front must keep drawing: several viewers are watched at once.
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
];

/**
 * A headless Chromium with its autoplay policy as users have it and sound on (Playwright would mute it).
 *
 * @param niceness how much it gives way to others, as nice(1) has it
 * @throws Error when there is no Chromium, saying how to name one.
 */
export async function launchBrowser({ niceness = 0 } = {}): Promise<Browser> {
  return await chromium.launch({
    executablePath: niceness === 0 ? chromiumPath() : atNiceness(niceness, chromiumPath()),
    args: ARGS,
    ignoreDefaultArgs: ['--mute-audio'],
  });
}

/** A script that runs a program: Playwright makes it a session of its own, which has a niceness as such (sched(7)). */
function atNiceness(niceness: number, program: string): string {
  const script = join(makeTempDir('nice'), 'chromium');
  mkdirSync(dirname(script), { recursive: true });
  const lines = [
    '#!/bin/sh',
    `echo ${niceness} > /proc/self/autogroup`,
    `exec nice -n ${niceness} ${program} "$@"`,
    '',
  ];
  writeFileSync(script, lines.join('\n'), { mode: 0o755 });
  return script;
}

function chromiumPath(): string {
  const named = process.env['CHROMIUM_BIN'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => [join(folder, 'chromium'), join(folder, 'chromium-browser')]);
  const found = candidates.find(isExecutable);
  if (!found) throw new Error('No Chromium on the PATH: install one (apt-get install chromium) or set CHROMIUM_BIN.');
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
