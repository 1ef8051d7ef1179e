import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core';
import { readFrameCounter } from './frame-counter.js';
import { type PageProbe, probeScript, type SeenFrame, type VideoCounts } from './page-probe.js';

/** What `player.stats()` answers, as far as the tests ask. */
export interface PlayerStats {
  readonly state: string;
  readonly latencyMs: number | null;
  readonly targetLatencyMs: number | null;
  readonly skewMs: number | null;
  readonly sync: string;
  readonly bufferMs: number | null;
  readonly layer: number | null;
  readonly joinMs: number | null;
  readonly freezes: number;
  readonly framesDropped: number;
}

interface ViewerPageOptions {
  /** Run in the page before any of its own. */
  readonly scripts?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Of a browser that somebody is signed in with. */
  readonly cookies?: readonly Cookie[];
}

const POLL_MS = 50;

/** A viewer in a browser window of its own, and an eye on everything that viewer sees. */
export class ViewerPage {
  /** Uncaught exceptions and console errors of the page. */
  readonly errors: string[] = [];
  /** How often the server told the viewer to move to another feed. */
  moves = 0;

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes('["moved",')) this.moves += 1;
      }),
    );
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
  }

  static async open(
    browser: Browser,
    url: string,
    { scripts = [], viewport = { width: 800, height: 600 }, cookies = [] }: ViewerPageOptions = {},
  ): Promise<ViewerPage> {
    // The probe's workers are blobs, which the server's content security policy has no reason to allow.
    const context = await browser.newContext({ bypassCSP: true, viewport });
    await context.addCookies([...cookies]);
    await context.addInitScript(probeScript(readFrameCounter));
    for (const script of scripts) await context.addInitScript(script);
    const viewer = new ViewerPage(await context.newPage(), context);
    await viewer.page.goto(url, { waitUntil: 'commit' });
    return viewer;
  }

  /** Waits until `count` frames displayed at or after an instant carry a frame counter, and answers all since then. */
  async watch(count: number, { sinceMs = 0, timeoutMs = 15_000 } = {}): Promise<SeenFrame[]> {
    const enough = ([wanted, since]: [number, number]) =>
      window.streamsyncProbe.frames.filter(
        ({ displayedAtMs, reading }) => displayedAtMs >= since && reading.kind === 'frame',
      ).length >= wanted;
    await this.page.waitForFunction(enough, [count, sinceMs] as [number, number], {
      polling: POLL_MS,
      timeout: timeoutMs,
    });
    return (await this.frames()).filter(({ displayedAtMs }) => displayedAtMs >= sinceMs);
  }

  /** Waits until a frame was displayed so long after an instant, and answers all frames in between. */
  async watchFor({ sinceMs, durationMs }: { sinceMs: number; durationMs: number }): Promise<SeenFrame[]> {
    const untilMs = sinceMs + durationMs;
    await this.watch(1, { sinceMs: untilMs, timeoutMs: durationMs + 15_000 });
    return (await this.frames()).filter(({ displayedAtMs: at }) => at >= sinceMs && at < untilMs);
  }

  async frames(): Promise<SeenFrame[]> {
    return await this.page.evaluate(() => window.streamsyncProbe.frames);
  }

  /** RTP timestamps of the encoded frames received, in order, one list for each connection that carried any. */
  async streams(): Promise<PageProbe['streams']> {
    const streams = await this.page.evaluate(() => window.streamsyncProbe.streams);
    return streams.filter(({ length }) => length > 0);
  }

  /** Waits until so many encoded frames were received. */
  async receive(frames: number, timeoutMs: number): Promise<void> {
    const enough = (wanted: number) => window.streamsyncProbe.streams.some(({ length }) => length >= wanted);
    await this.page.waitForFunction(enough, frames, { polling: POLL_MS, timeout: timeoutMs });
  }

  async videoCounts(): Promise<VideoCounts> {
    return await this.page.evaluate(() => window.streamsyncProbe.videoCounts());
  }

  /** Starts to listen, and answers when so many beeps were heard. */
  async listen(beeps: number, timeoutMs = 20_000): Promise<readonly number[]> {
    await this.page.evaluate(() => window.streamsyncProbe.listen());
    const heard = (wanted: number) => window.streamsyncProbe.beeps.length >= wanted;
    await this.page.waitForFunction(heard, beeps, { polling: POLL_MS, timeout: timeoutMs });
    return await this.page.evaluate(() => window.streamsyncProbe.beeps);
  }

  /** The server's UDP port that the picture comes from. */
  async mediaPort(): Promise<number> {
    const port = await this.page.evaluate(() => window.streamsyncProbe.mediaPort());
    if (port === undefined) throw new Error('the page has no media connection');
    return port;
  }

  async stats(): Promise<PlayerStats> {
    return await this.page.evaluate(() => {
      const player = document.querySelector('streamsync-player') as unknown as { stats(): PlayerStats };
      return player.stats();
    });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
