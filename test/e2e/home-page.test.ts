import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { broadcast } from '../support/broadcast.js';

/** What the page showed, as soon as it did. */
interface Shown {
  readonly title: string;
  readonly atMs: number;
}

describe('the front page', function () {
  this.timeout(60_000);
  const air = broadcast();

  const plannedTitle = (atMs: number) => {
    const { items, fps, startsAtMs } = air.station.plan;
    const lengths = items.map(({ frames }) => (frames * 1000) / fps);
    const loopMs = lengths.reduce((sum, length) => sum + length, 0);
    let intoLoopMs = (atMs - startsAtMs) % loopMs;
    const index = lengths.findIndex((length) => {
      intoLoopMs -= length;
      return intoLoopMs < 0;
    });
    return items[index]!.title;
  };
  const nextTitles = async (page: Page, count: number): Promise<Shown[]> =>
    page.evaluate(
      (count) =>
        new Promise<Shown[]>((resolve) => {
          const shown: Shown[] = [];
          const observer = new MutationObserver(() => {
            const title = document.querySelector('.card .title')?.textContent ?? '';
            if (title === '' || title === shown.at(-1)?.title) return;
            shown.push({ title, atMs: Date.now() });
            if (shown.length <= count) return;
            observer.disconnect();
            resolve(shown.slice(1));
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      count,
    );

  it('changes its cards when items change, with their pictures, and asks about once for each item', async () => {
    const page = await air.browser.newPage();
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/now')) asked += 1;
    });
    await page.goto(air.server.url);
    await page.locator('.card img.picture').waitFor();
    const first = await page.locator('.card img.picture').getAttribute('src');

    const changes = await nextTitles(page, 3);
    for (const { title, atMs } of changes) {
      // It looks at its clock once a second, which is behind by as long as an answer was under way.
      expect([atMs, atMs - 1000].map(plannedTitle)).to.include(title);
    }
    expect(asked).to.be.within(1, 6);
    await page.waitForFunction(
      (before) => document.querySelector('.card img.picture')?.getAttribute('src') !== before,
      first,
    );
    expect(await page.locator('.card').count()).to.equal(1);
    expect(await page.locator('.card .name').textContent()).to.equal('Counters');
  });
});
