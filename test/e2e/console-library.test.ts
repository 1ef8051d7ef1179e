import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { broadcast } from '../support/broadcast.js';
import type { ConsolePage } from '../support/console-page.js';
import type { FrameReading } from '../support/frame-counter.js';
import { frameShownIn } from '../support/screen.js';

/** Pictures come with the network: what is shown is looked at again until it is the right one. */
const LOOKS = 40;

describe('the library, to a host who looks for something', function () {
  this.timeout(60_000);
  const air = broadcast();

  let host: ConsolePage;

  before(async () => {
    host = await air.signInAtConsole();
  });

  it('goes through a media with the pointer that moves across its picture', async () => {
    const picture = card('Counter 2').locator('img').locator('..');
    const { x, y, width, height } = (await picture.boundingBox())!;
    // A picture for each two seconds of five: from a pointer at the left, in the middle, at the right, and back.
    for (const [part, frame] of [
      [0.1, 0],
      [0.6, 60],
      [0.9, 120],
      [0.2, 0],
    ] as const) {
      await host.page.mouse.move(x + part * width, y + height / 2);
      await shows(picture, { clip: 2, frame });
    }
  });

  it('plays what was prepared, from any place', async () => {
    await host.click('button', 'Counter 2');
    const video = host.dialog('Media').getByLabel('Preview of Counter 2');
    const playedMs = await video.evaluate(async (element: HTMLVideoElement) => {
      element.muted = true;
      await element.play();
      await new Promise<void>((played) => {
        element.addEventListener('timeupdate', () => element.currentTime > 0.2 && played());
      });
      element.pause();
      return 1000 * element.currentTime;
    });
    expect(playedMs).to.be.above(200);
    for (const frame of [100, 31]) {
      // The middle of a frame: which of two a boundary belongs to is the browser's choice.
      await video.evaluate(
        async (element: HTMLVideoElement, seconds) => {
          const seeked = new Promise((done) => element.addEventListener('seeked', done, { once: true }));
          element.currentTime = seconds;
          await seeked;
        },
        (frame + 0.5) / air.station.plan.fps,
      );
      await shows(video, { clip: 2, frame });
    }
    await host.click('button', 'Close');
  });

  it('tells when there is AAC of a media', async () => {
    await host.click('button', 'Counter 1');
    await host.dialog('Media').getByRole('row', { name: 'AAC sound Ready' }).waitFor();
    await host.click('button', 'Close');
  });

  it('finds by what was typed, in the order that was chosen', async () => {
    await host.fill('Search the library', 'ter 3');
    await card('Counter 1').waitFor({ state: 'detached' });
    await card('Counter 3').waitFor();
    await host.fill('Search the library', 'nothing like it');
    await host.page.getByText('Nothing matches').waitFor();
    await host.fill('Search the library', '');
    await host.click('combobox', 'Order');
    await host.click('option', 'Longest first');
    const cards = host.page.getByRole('list', { name: 'Media' }).getByRole('listitem');
    await cards.nth(2).getByText('Counter 3').waitFor();
    const titles = await cards.getByRole('button').allTextContents();
    expect(titles).to.deep.equal(['Counter 2', 'Counter 1', 'Counter 3']);
  });

  function card(title: string): Locator {
    return host.page.getByRole('listitem').filter({ has: host.page.getByRole('button', { name: title, exact: true }) });
  }

  async function shows(picture: Locator, wanted: { clip: number; frame: number }): Promise<void> {
    let shown: FrameReading | undefined;
    for (let look = 0; look < LOOKS; look += 1) {
      shown = await frameShownIn(picture);
      if (shown.kind === 'frame' && shown.clip === wanted.clip && shown.frame === wanted.frame) return;
    }
    expect(shown).to.include({ kind: 'frame', ...wanted });
  }
});
