import type { Browser } from 'playwright-core';
import { dueBefore } from '../support/air-plan.js';
import { launchBrowser } from '../support/browser.js';
import { ImpairedLink } from '../support/impaired-link.js';
import { seededRandom } from '../support/seeded-random.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';
import { percentile } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';
import { formatTable } from './table.js';

const VIEWERS = 6;
const TARGET_LATENCY_MS = 200;
const JOINS_OVER_MS = 8000;
const SETTLE_MS = 20_000;
const WATCH_S = 120;
/** Drawing costs the browser most where there is no GPU: it is the pages that are measured, not the machine. */
const SMALL_WINDOW = { width: 320, height: 180 };
const CLAIMS_EVERY_MS = 1000;
const IMPAIRMENT = { delayMs: 60, jitterMs: 20, loss: 0.01 };
/** Without this, the player finds no means to steer with and leaves the delay to the browser. */
const WITHOUT_MEANS = 'delete RTCRtpReceiver.prototype.jitterBufferTarget;';

/** One viewer's frames: when each was on air, and when it was on screen, UTC milliseconds. */
interface Watched {
  readonly shownAtMs: ReadonlyMap<number, number>;
  /** What the player said of itself, and when. */
  readonly claims: readonly { readonly atMs: number; readonly latencyMs: number | null; readonly sync: string }[];
}

interface Run {
  readonly healthy: readonly Watched[];
  readonly impaired: readonly Watched[];
}

/**
 * How far apart viewers are who joined at random times, by the numbers in the pictures they see: with the sync loop, and
 * beside it without.
 *
 * @param args `impaired` puts one viewer behind a bad network; a number is how many seconds to watch.
 */
export async function sync(args: readonly string[]): Promise<string> {
  const seconds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? WATCH_S);
  const impaired = args.includes('impaired');
  const steered = await watchTogether({ seconds, impaired, script: '' });
  const free = await watchTogether({ seconds, impaired, script: WITHOUT_MEANS });
  return impaired ? impairedTable(seconds, steered, free) : healthyTable(seconds, steered, free);
}

function healthyTable(seconds: number, { healthy: steered }: Run, { healthy: free }: Run): string {
  const row = (name: string, measure: (viewers: readonly Watched[]) => number[], p: number, target?: number) =>
    formatRow(name, p, measure(steered), measure(free), target);
  return formatTable(
    [`${VIEWERS} viewers, ${seconds} s, target ${TARGET_LATENCY_MS} ms`, 'ms', 'without the loop', 'target'],
    [
      row('between any two viewers, p50', skewsMs, 50, 17),
      row('between any two viewers, p95', skewsMs, 95, 34),
      row('off the target, p50', errorsMs, 50),
      row('off the target, p95', errorsMs, 95),
      row('what stats() claims, off what is measured, p50', claimErrorsMs, 50),
      row('what stats() claims, off what is measured, p95', claimErrorsMs, 95, 17),
    ],
  );
}

function impairedTable(seconds: number, steered: Run, free: Run): string {
  const toOthers = ({ healthy, impaired }: Run) =>
    impaired.flatMap((bad) => healthy.flatMap((good) => apartMs(bad, good)));
  const row = (name: string, measure: (run: Run) => number[], p: number, target?: number) =>
    formatRow(name, p, measure(steered), measure(free), target);
  const { delayMs, jitterMs, loss } = IMPAIRMENT;
  const path = `one of ${VIEWERS} viewers behind ${delayMs} ± ${jitterMs} ms and ${loss * 100} % loss each way`;
  return formatTable(
    [`${path}, ${seconds} s, target ${TARGET_LATENCY_MS} ms`, 'ms', 'without the loop', 'target'],
    [
      row('between any two viewers, p50', ({ healthy, impaired }) => skewsMs([...healthy, ...impaired]), 50),
      row('between any two viewers, p95', ({ healthy, impaired }) => skewsMs([...healthy, ...impaired]), 95, 50),
      row('that viewer against the others, p50', toOthers, 50),
      row('that viewer against the others, p95', toOthers, 95, 50),
      row('that viewer off the target, p95', ({ impaired }) => errorsMs(impaired), 95),
      row('what its stats() claims, off what is measured, p95', ({ impaired }) => claimErrorsMs(impaired), 95),
    ],
  );
}

function formatRow(name: string, p: number, steered: number[], free: number[], target?: number): string[] {
  const cell = (values: number[]) => (values.length === 0 ? '–' : percentile(values, p).toFixed(1));
  return [name, cell(steered), cell(free), target === undefined ? '' : `≤ ${target}`];
}

async function watchTogether(options: { seconds: number; impaired: boolean; script: string }): Promise<Run> {
  const random = seededRandom(5);
  const station = await makeStation(await testLibrary(), { targetLatencyMs: TARGET_LATENCY_MS });
  const server = await ServerProcess.start(station);
  const port = Number(new URL(server.url).port);
  const link = await ImpairedLink.open({ port, rtcPort: port + 1 }, IMPAIRMENT, random);
  const browser = await launchBrowser();
  try {
    const atMs = Array.from({ length: VIEWERS }, () => random() * JOINS_OVER_MS);
    const watchFromMs = Date.now() + JOINS_OVER_MS + SETTLE_MS;
    const watched = await Promise.all(
      atMs.map(async (joinInMs, index) => {
        await passing(joinInMs);
        const isImpaired = options.impaired && index === 0;
        const scripts = isImpaired ? [options.script, link.pageScript] : [options.script];
        const url = isImpaired ? link.url : server.url;
        return watchOne(browser, station, url, scripts, { sinceMs: watchFromMs, durationMs: options.seconds * 1000 });
      }),
    );
    return options.impaired
      ? { healthy: watched.slice(1), impaired: watched.slice(0, 1) }
      : { healthy: watched, impaired: [] };
  } finally {
    await browser.close();
    await server.close();
    link.close();
  }
}

async function watchOne(
  browser: Browser,
  { channel, plan }: Station,
  url: string,
  scripts: readonly string[],
  span: { sinceMs: number; durationMs: number },
): Promise<Watched> {
  const viewer = await ViewerPage.open(browser, `${url}/watch/${channel}`, { scripts, viewport: SMALL_WINDOW });
  const claims: { atMs: number; latencyMs: number | null; sync: string }[] = [];
  await passing(span.sinceMs - Date.now());
  while (Date.now() < span.sinceMs + span.durationMs) {
    await passing(CLAIMS_EVERY_MS);
    const { latencyMs, sync } = await viewer.stats();
    claims.push({ atMs: Date.now(), latencyMs, sync });
  }
  const shownAtMs = new Map<number, number>();
  for (const { reading, displayedAtMs } of await viewer.watchFor(span)) {
    if (reading.kind !== 'frame') continue;
    const dueAtMs = dueBefore(plan, reading, displayedAtMs);
    // A frame that is handed out twice was on screen the first time.
    if (!shownAtMs.has(dueAtMs)) shownAtMs.set(dueAtMs, displayedAtMs);
  }
  await viewer.close();
  return { shownAtMs, claims };
}

function skewsMs(viewers: readonly Watched[]): number[] {
  return viewers.flatMap((one, index) => viewers.slice(index + 1).flatMap((other) => apartMs(one, other)));
}

/** How long after one viewer the other saw each frame, or before. */
function apartMs(one: Watched, other: Watched): number[] {
  return [...one.shownAtMs].flatMap(([dueAtMs, shownAtMs]) => {
    const elsewhereAtMs = other.shownAtMs.get(dueAtMs);
    return elsewhereAtMs === undefined ? [] : [Math.abs(elsewhereAtMs - shownAtMs)];
  });
}

function errorsMs(viewers: readonly Watched[]): number[] {
  return viewers.flatMap(({ shownAtMs }) =>
    [...shownAtMs].map(([dueAtMs, at]) => Math.abs(at - dueAtMs - TARGET_LATENCY_MS)),
  );
}

/** Each claim against the mean of the frames that were on screen in the second before it. */
function claimErrorsMs(viewers: readonly Watched[]): number[] {
  return viewers.flatMap(({ shownAtMs, claims }) =>
    claims.flatMap(({ atMs, latencyMs }) => {
      const seen = [...shownAtMs]
        .filter(([, at]) => at > atMs - 1000 && at <= atMs)
        .map(([dueAtMs, at]) => at - dueAtMs);
      if (latencyMs === null || seen.length === 0) return [];
      return [Math.abs(latencyMs - seen.reduce((sum, value) => sum + value, 0) / seen.length)];
    }),
  );
}

async function passing(delayMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, delayMs)));
}
