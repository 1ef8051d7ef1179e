import { expect } from 'chai';
import { type PlannedFrame, plannedFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { ViewerPage } from '../support/viewer-page.js';

interface FirstPlay {
  readonly muted: boolean;
  readonly clicked: boolean;
}

/** The player's media element and its own events, as an integrator's page would use them. */
interface PlayerElement extends HTMLElement {
  readonly video: HTMLVideoElement;
  readonly muted: boolean;
}

describe('the viewer page', function () {
  this.timeout(60_000);
  const air = broadcast();

  it('plays by itself without sound, where the browser demands that, and with it after one click', async () => {
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      const { muted, clicked } = await new Promise<FirstPlay>((resolve, reject) => {
        // Whatever Playwright evaluates counts as a click to the browser, so the page has to tell by itself.
        page
          .exposeFunction('tellFirstPlay', resolve)
          .then(() => page.addInitScript(watchForFirstPlay))
          .then(() => page.goto(air.watchUrl))
          .catch(reject);
      });
      expect({ muted, clicked }).to.deep.equal({ muted: true, clicked: false });

      await page.getByRole('button', { name: 'Tap for sound' }).click();
      const after = await page.evaluate(() => {
        const player = document.querySelector('streamsync-player') as PlayerElement;
        return { muted: player.muted, really: player.video.muted, paused: player.video.paused };
      });
      expect(after).to.deep.equal({ muted: false, really: false, paused: false });
      expect(await page.getByRole('button', { name: 'Tap for sound' }).isVisible()).to.equal(false);
    } finally {
      await context.close();
    }
  });

  it('says what is on now and what comes next, and changes both at the boundary', async () => {
    const viewer = await ViewerPage.open(air.browser, air.watchUrl);
    try {
      const { items } = air.station.plan;
      const { item, frame, dueAtMs } = await earlyFrame(viewer);
      const [now, next, afterNext] = [0, 1, 2].map((ahead) => items[(items.indexOf(item) + ahead) % items.length]!);
      const player = viewer.page.locator('streamsync-player');
      await player.getByText(now!.title, { exact: true }).waitFor({ state: 'attached' });
      await player.getByText(` · ${next!.title}`).waitFor({ state: 'attached' });

      const boundaryMs = dueAtMs + ((item.frames - frame) * 1000) / air.station.plan.fps;
      await viewer.watch(1, { sinceMs: boundaryMs });
      await player.getByText(next!.title, { exact: true }).waitFor({ state: 'attached', timeout: 1000 });
      await player.getByText(` · ${afterNext!.title}`).waitFor({ state: 'attached', timeout: 1000 });
    } finally {
      await viewer.close();
    }
  });

  /** @returns what is on the screen where there is time left to read about it: of the next item, if this one is about to end. */
  async function earlyFrame(viewer: ViewerPage): Promise<PlannedFrame> {
    const { plan } = air.station;
    let sinceMs = 0;
    for (;;) {
      const [first] = await viewer.watch(1, { sinceMs });
      const shown = plannedFrame(plan, first!.rtpTimestamp, first!.displayedAtMs);
      const leftFrames = shown.item.frames - shown.frame;
      if (leftFrames > plan.fps) return shown;
      sinceMs = first!.displayedAtMs + (leftFrames * 1000) / plan.fps;
    }
  }

  it('shows the new name of a channel to a viewer who has it open', async () => {
    const client = await air.signInByApi();
    const path = `/channels/${air.station.channel}`;
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(air.watchUrl);
      const name = page.locator('#channel-name');
      await name.and(page.getByText('Counters', { exact: true })).waitFor({ state: 'attached' });
      await client.send('PATCH', path, { name: 'Counters & Co' });
      // As when the viewer comes back to the page, again and again: the server takes a moment.
      await page.waitForFunction(
        () => {
          document.dispatchEvent(new Event('visibilitychange'));
          return document.title === 'Counters & Co · StreamSync';
        },
        undefined,
        { polling: 200 },
      );
      expect(await name.textContent()).to.equal('Counters & Co');
    } finally {
      await context.close();
      await client.send('PATCH', path, { name: 'Counters' });
    }
  });

  it('asks for the configuration once, before its scripts are there', async () => {
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(air.watchUrl);
      await page.waitForFunction(
        () => (document.querySelector('streamsync-player') as PlayerElement | null)?.video.currentTime,
      );
      expect(asked.filter((path) => path === '/api/v1/config')).to.have.length(1);
    } finally {
      await context.close();
    }
  });

  it('says so when there is no such channel', async () => {
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`${air.server.url}/watch/no-such-channel`);
      await page.getByRole('heading', { name: 'There is no channel “no-such-channel”' }).waitFor({ timeout: 5000 });
    } finally {
      await context.close();
    }
  });
});

/** Runs in the page, before its own scripts. */
function watchForFirstPlay(): void {
  const search = new MutationObserver(() => {
    const player = document.querySelector('streamsync-player') as PlayerElement | null;
    if (!player) return;
    search.disconnect();
    player.addEventListener(
      'timeupdate',
      () => {
        const { tellFirstPlay } = window as unknown as { tellFirstPlay(play: FirstPlay): void };
        tellFirstPlay({ muted: player.video.muted, clicked: navigator.userActivation.hasBeenActive });
      },
      { once: true },
    );
  });
  search.observe(document, { childList: true, subtree: true });
}
