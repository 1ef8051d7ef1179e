import type { Page } from 'playwright-core';

declare global {
  interface Window {
    layoutShift: number;
  }
}

/** Entries of the type `layout-shift` (WICG, Layout Instability). */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

/** How much moved by itself on a page that comes in piece by piece: none of the API's answers is there with another. */
export class LayoutShiftProbe {
  readonly #page: Page;
  #asked = 0;
  #answers: Promise<void>[] = [];

  private constructor(page: Page) {
    this.#page = page;
  }

  static async in(page: Page, gapMs: number): Promise<LayoutShiftProbe> {
    const probe = new LayoutShiftProbe(page);
    await page.addInitScript(() => {
      window.layoutShift = 0;
      new PerformanceObserver((list) => {
        for (const { hadRecentInput, value } of list.getEntries() as LayoutShift[]) {
          if (!hadRecentInput) window.layoutShift += value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.route('**/api/v1/**', (route) => {
      probe.#asked += 1;
      const answered = new Promise((answer) => setTimeout(answer, probe.#asked * gapMs)).then(() => route.continue());
      probe.#answers.push(answered);
      return answered;
    });
    return probe;
  }

  /** Of a page, from its first moment until it shows something and has all answers: part of the screen times part of its height. */
  async whileOpening(path: string, shows: string | RegExp): Promise<number> {
    this.#asked = 0;
    this.#answers = [];
    await this.#page.goto(path);
    await this.#page.getByText(shows).first().waitFor();
    for (let known = -1; known < this.#answers.length; ) {
      known = this.#answers.length;
      await Promise.all(this.#answers);
    }
    return await this.#page.evaluate(
      () =>
        new Promise<number>((told) =>
          requestAnimationFrame(() => requestAnimationFrame(() => told(window.layoutShift))),
        ),
    );
  }
}
