import { setTimeout as wait } from 'node:timers/promises';
import { latencyMs, plannedFrame } from '../support/air-plan.js';
import { putToSleep } from '../support/asleep.js';
import { launchBrowser } from '../support/browser.js';
import { PRESENT_MS } from '../support/picture-check.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, testLibrary } from '../support/station.js';
import { percentile } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';
import { formatTable } from './table.js';

const AWAY_MS = 5 * 60_000;
const TARGET_MS = 2000;
const WATCHED_FRAMES = 150;

/** Five minutes of a page frozen in the background: how soon it is right again once it is looked at. */
export async function background(): Promise<string> {
  const station = await makeStation(await testLibrary());
  const server = await ServerProcess.start(station);
  const browser = await launchBrowser();
  try {
    const viewer = await ViewerPage.open(browser, `${server.url}/watch/${station.channel}`);
    await viewer.watch(WATCHED_FRAMES);
    const wakeUp = await putToSleep(browser, 'pages');
    await wait(AWAY_MS);
    wakeUp();
    const backAtMs = Date.now();
    const seen = await viewer.watch(WATCHED_FRAMES, { sinceMs: backAtMs, timeoutMs: 30_000 });
    const wrong = seen.filter(({ reading, position, rtpTimestamp, displayedAtMs }) => {
      const { item, frame } = plannedFrame(station.plan, rtpTimestamp, displayedAtMs);
      const isRight = reading.kind === 'frame' && reading.clip === item.clip && reading.frame === frame;
      return !isRight || position?.mediaId !== item.mediaId || position.frame !== frame;
    });
    const present = seen.findIndex((each) => latencyMs(station.plan, each) < PRESENT_MS);
    if (present === -1) throw new Error('no present picture came back');
    const late = seen.slice(present).map((each) => latencyMs(station.plan, each));
    return formatTable(
      ['a page frozen for five minutes, then looked at', 'measured', 'target'],
      [
        ['live picture again after, ms', (seen[present]!.displayedAtMs - backAtMs).toFixed(0), `≤ ${TARGET_MS}`],
        ['wrong pictures or positions since', String(wrong.length), '0'],
        ['behind the clock then, p50 ms', percentile(late, 50).toFixed(0)],
      ],
    );
  } finally {
    await browser.close();
    await server.close();
  }
}
