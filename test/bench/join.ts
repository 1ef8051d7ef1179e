import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation } from '../support/station.js';
import { percentile } from '../support/statistics.js';
import type { PlayerStats } from '../support/viewer-page.js';
import { makeBenchLibrary } from './bench-library.js';
import { formatTable } from './table.js';

const JOINS = 30;
const TARGETS_MS = { 50: 300, 95: 500 } as const;

/** How long a viewer waits: from sending `join` to the first decoded frame, in a real browser, each time a new one. */
export async function join(): Promise<string> {
  const station = await makeStation(await makeBenchLibrary(20));
  const server = await ServerProcess.start({ ...station, workers: 2 });
  const browser = await launchBrowser();
  try {
    const url = `${server.url}/watch/${station.channel}`;
    const firstMs = await joinOnce(browser, url);
    const joinMs: number[] = [];
    for (let index = 0; index < JOINS; index++) joinMs.push(await joinOnce(browser, url));
    const row = (name: string, value: number, target?: number) => [name, value.toFixed(0), target ? `≤ ${target}` : ''];
    return formatTable(
      [`${JOINS} joins of a channel on air, one viewer at a time`, 'ms', 'target'],
      [
        row('p50', percentile(joinMs, 50), TARGETS_MS[50]),
        row('p95', percentile(joinMs, 95), TARGETS_MS[95]),
        row('slowest', percentile(joinMs, 100)),
        row('the first viewer, for whom the feed was started', firstMs),
      ],
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

async function joinOnce(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    const measured = await page.waitForFunction(() => {
      const player = document.querySelector('streamsync-player') as unknown as { stats?(): PlayerStats } | null;
      return player?.stats?.().joinMs;
    });
    return Number(await measured.jsonValue());
  } finally {
    await context.close();
  }
}
