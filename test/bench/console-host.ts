import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ConsolePage } from '../support/console-page.js';

type Session = NonNullable<BrowserContextOptions['storageState']>;

/** A host whose every page is a new browser profile: nothing is cached. Times are those of the page's own clock. */
export class ConsoleHost {
  /** Of each page that was closed, the longest that nothing could be done on it. */
  readonly blockedMs: number[] = [];
  readonly #browser: Browser;
  readonly #serverUrl: string;
  readonly #session: Session;

  private constructor(browser: Browser, serverUrl: string, session: Session) {
    this.#browser = browser;
    this.#serverUrl = serverUrl;
    this.#session = session;
  }

  static async signIn(browser: Browser, serverUrl: string, password: string): Promise<ConsoleHost> {
    const host = await ConsolePage.open(browser, serverUrl);
    await host.signIn('admin', password);
    const session = await host.context.storageState();
    await host.close();
    return new ConsoleHost(browser, serverUrl, session);
  }

  /** Returns when the page is on its way; a stranger is not signed in. */
  async open(path: string, who: 'host' | 'stranger' = 'host'): Promise<Page> {
    const context = await this.#browser.newContext({
      ...{ baseURL: this.#serverUrl, viewport: { width: 1440, height: 900 }, timezoneId: 'UTC' },
      ...(who === 'host' && { storageState: this.#session }),
    });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const longest = { ms: 0 };
      Object.assign(window, { longest });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
      }).observe({ type: 'longtask', buffered: true });
    });
    await page.goto(path, { waitUntil: 'commit' });
    return page;
  }

  async close(page: Page): Promise<void> {
    this.blockedMs.push(await page.evaluate(() => (window as unknown as { longest: { ms: number } }).longest.ms));
    await page.context().close();
  }
}

/** Milliseconds from the start of the page until so many elements are on it. */
export async function shownAtMs(page: Page, selector: string, atLeast = 1): Promise<number> {
  const shown = await page.waitForFunction(
    (wanted) => document.querySelectorAll(wanted.selector).length >= wanted.atLeast && performance.now(),
    { selector, atLeast },
    { polling: 'raf' },
  );
  return Number(await shown.jsonValue());
}

/** Milliseconds from what is done until so many elements are on the page. */
export async function answerMs(
  page: Page,
  act: () => Promise<unknown>,
  selector: string,
  atLeast = 1,
): Promise<number> {
  const startMs = await page.evaluate(() => performance.now());
  await act();
  return (await shownAtMs(page, selector, atLeast)) - startMs;
}

/** Milliseconds from scrolling down by so many screens until something that matches begins on the screen. */
export async function scrollMs(page: Page, screens: number, selector: string): Promise<number> {
  return page.evaluate(
    async (wanted) => {
      const startMs = performance.now();
      window.scrollBy(0, wanted.screens * window.innerHeight);
      const isThere = () =>
        [...document.querySelectorAll(wanted.selector)].some((found) => {
          const { top } = found.getBoundingClientRect();
          return top >= 0 && top < window.innerHeight;
        });
      do await new Promise(requestAnimationFrame);
      while (!isThere());
      return performance.now() - startMs;
    },
    { screens, selector },
  );
}
