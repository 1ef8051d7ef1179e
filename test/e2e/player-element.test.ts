import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { frameAt } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { ForeignSite } from '../support/foreign-site.js';
import { PROJECT_ROOT } from '../support/project-files.js';

const MEDIA_CHROME = fileURLToPath(new URL('iife/all.js', import.meta.resolve('media-chrome')));

describe('<streamsync-player> on a page of another origin', function () {
  this.timeout(60_000);
  const air = broadcast();

  let site: ForeignSite;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    site = await ForeignSite.open();
    site.file('/media-chrome.js', MEDIA_CHROME);
  });

  beforeEach(async () => {
    context = await air.browser.newContext({ viewport: { width: 800, height: 600 } });
    page = await context.newPage();
  });

  afterEach(async () => {
    await context.close();
  });

  after(() => {
    site?.close();
  });

  const script = () => `<script type="module" src="${air.server.url}/embed.js"></script>`;

  /** Waits until the picture moves. */
  async function playing(): Promise<void> {
    await page.waitForFunction(() => {
      const player = document.querySelector('streamsync-player') as StreamSyncPlayerElement | null;
      return (player?.video.currentTime ?? 0) > 0.3 && player?.position?.() !== null;
    });
  }

  it("is run by media-chrome's buttons as a media element", async () => {
    await page.goto(
      site.page(
        '/media-chrome',
        `${script()}<script src="/media-chrome.js"></script>
        <media-controller style="width: 640px">
          <streamsync-player slot="media" channel="${air.station.channel}" muted autoplay></streamsync-player>
          <media-control-bar>
            <media-play-button></media-play-button><media-mute-button></media-mute-button>
            <media-volume-range></media-volume-range><media-live-button></media-live-button>
            <media-time-display showduration></media-time-display>
            <media-pip-button></media-pip-button><media-fullscreen-button></media-fullscreen-button>
          </media-control-bar>
        </media-controller>`,
      ),
    );
    await playing();
    const controller = page.locator('media-controller');
    const player = page.locator('streamsync-player');
    const has = (name: string) => controller.evaluate((element, attribute) => element.hasAttribute(attribute), name);
    const told = (event: string) =>
      player.evaluate(
        (element, name) => new Promise((heard) => element.addEventListener(name, () => heard(name))),
        event,
      );
    expect(await controller.getAttribute('mediastreamtype')).to.equal('live');
    expect(await has('mediapaused')).to.equal(false);
    expect(await has('mediatimeislive')).to.equal(true);

    const paused = told('pause');
    await page.locator('media-play-button').click();
    await paused;
    expect(await has('mediapaused')).to.equal(true);
    expect(await player.evaluate((element: StreamSyncPlayerElement) => element.video.paused)).to.equal(true);
    expect(await has('mediatimeislive')).to.equal(false);

    const resumed = told('playing');
    await page.locator('media-play-button').click();
    await resumed;
    expect(await has('mediapaused')).to.equal(false);

    const louder = told('volumechange');
    await page.locator('media-mute-button').click();
    await louder;
    expect(await player.evaluate((element: StreamSyncPlayerElement) => element.video.muted)).to.equal(false);
    expect(await controller.getAttribute('mediavolumelevel')).to.equal('high');

    // Seconds into the item, of the item's length: whole seconds in m:ss.
    const shown = await page.locator('media-time-display').evaluate((element) => element.shadowRoot?.textContent ?? '');
    const [, now, of] = /(\d+:\d\d)\s*\/\s*(\d+:\d\d)/.exec(shown) ?? [];
    const lengths = air.station.plan.items.map(({ frames }) => `0:0${Math.floor(frames / air.station.plan.fps)}`);
    expect(lengths).to.include(of);
    expect(now! <= of!).to.equal(true);

    await page.locator('media-fullscreen-button').click();
    await page.waitForFunction(() => document.fullscreenElement?.localName === 'media-controller');
    await page.locator('media-fullscreen-button').click();
    await page.waitForFunction(() => document.fullscreenElement === null);
  });

  it('tells where it is in the item on screen, and of every item that begins', async () => {
    await page.goto(site.page('/position', `${script()}<streamsync-player channel="${air.station.channel}" autoplay>`));
    await playing();
    const seen = await page.evaluate(async () => {
      const player = document.querySelector('streamsync-player') as StreamSyncPlayerElement;
      const tell = () => {
        const { currentTime, duration, seekable, seeking, paused, ended, readyState, error, streamType } = player;
        const still = { seekable: seekable.length, seeking, paused, ended, readyState, error, streamType };
        return { currentTime, duration, globalTimeMs: player.position()!.globalTimeMs, still };
      };
      const before = tell();
      player.currentTime = 0.5;
      player.playbackRate = 2;
      const changed = new Promise((heard) => player.addEventListener('durationchange', heard, { once: true }));
      const { detail } = await new Promise<CustomEvent>((heard) =>
        player.addEventListener('itemchange', (event) => heard(event as CustomEvent), { once: true }),
      );
      await changed;
      return { before, after: tell(), title: detail.item.title as string };
    });
    const still = {
      seekable: 0,
      seeking: false,
      paused: false,
      ended: false,
      readyState: 4,
      error: null,
      streamType: 'live',
    };
    for (const { currentTime, duration, globalTimeMs, still: found } of [seen.before, seen.after]) {
      const { item, frame } = frameAt(air.station.plan, globalTimeMs);
      expect(currentTime).to.be.closeTo(frame / air.station.plan.fps, 0.001);
      expect(duration).to.be.closeTo(item.frames / air.station.plan.fps, 0.001);
      expect(found).to.deep.equal(still);
    }
    expect(seen.title).to.equal(frameAt(air.station.plan, seen.after.globalTimeMs).item.title);
  });

  it('shows what is on air at this moment while it waits to be started', async () => {
    await page.goto(site.page('/poster', `${script()}<streamsync-player channel="${air.station.channel}">`));
    const poster = page.locator('streamsync-player').locator('canvas');
    await poster.waitFor({ state: 'visible' });
    expect(await poster.evaluate(({ width, height }: HTMLCanvasElement) => ({ width, height }))).to.deep.equal({
      width: 160,
      height: 90,
    });
    await page.getByRole('button', { name: 'Play' }).click();
    await playing();
    await poster.waitFor({ state: 'hidden' });
  });

  it("shows the page's own picture instead, as soon as the page has one", async () => {
    const picture = site.file('/own.svg', join(PROJECT_ROOT, 'client/favicon.svg'));
    await page.goto(site.page('/own', `${script()}<streamsync-player channel="${air.station.channel}">`));
    const player = page.locator('streamsync-player');
    await player.locator('canvas.tile').waitFor();
    await player.evaluate((element: StreamSyncPlayerElement, url) => {
      element.poster = url;
    }, picture);
    await player.locator('canvas:not(.tile)').waitFor();
  });

  it('finds the picture of any moment that was on air, and none of what is to come', async () => {
    const { items, fps, startsAtMs } = air.station.plan;
    const ask = async (at: number) => fetch(`${air.server.url}/api/v1/channels/${air.station.channel}/poster?at=${at}`);
    const midMs = startsAtMs + ((items[0]!.frames + 75) * 1000) / fps; // in the second tile of the second clip
    const { picture, title } = (await (await ask(midMs)).json()) as {
      picture: { url: string; x: number };
      title: string;
    };
    expect(title).to.equal(items[1]!.title);
    expect(picture).to.include({ x: 160, y: 0, width: 160, height: 90 });
    const sprite = await fetch(air.server.url + picture.url);
    expect(sprite.headers.get('content-type')).to.equal('image/jpeg');
    expect((await sprite.arrayBuffer()).byteLength).to.be.greaterThan(500);
    expect((await ask(Date.now() + 60_000)).status).to.equal(400);
    expect((await fetch(`${air.server.url}/api/v1/channels/no-such/poster.jpg`)).status).to.equal(404);
  });

  it('takes properties set before its class was there, as frameworks set them', async () => {
    await page.goto(
      site.page(
        '/early',
        `<script>
          const player = document.createElement('streamsync-player');
          Object.assign(player, { channel: '${air.station.channel}', muted: true, volume: 0.25, autoplay: true });
          Object.assign(player, { disablePictureInPicture: true, noFullscreen: true });
          document.documentElement.append(player);
        </script>${script()}`,
      ),
    );
    await playing();
    const seen = await page.evaluate(() => {
      const player = document.querySelector('streamsync-player') as StreamSyncPlayerElement;
      const { muted, volume, disablePictureInPicture } = player.video;
      return { muted, volume, disablePictureInPicture, attributes: player.getAttributeNames() };
    });
    const attributes = ['channel', 'autoplay', 'disablepictureinpicture', 'nofullscreen'];
    expect(seen).to.deep.equal({ muted: true, volume: 0.25, disablePictureInPicture: true, attributes });
  });

  it('starts once, though its script came after its tag', async () => {
    const asked: string[] = [];
    page.on('request', (request) => request.url() === `${air.server.url}/api/v1/config` && asked.push(request.url()));
    await page.goto(
      site.page('/late', `${script()}<streamsync-player channel="${air.station.channel}" muted autoplay>`),
    );
    await playing();
    expect(asked).to.have.length(1);
  });

  it('plays once it is on the page, when it was told to before, and wherever it is moved on it', async () => {
    await page.goto(
      site.page(
        '/moved',
        `<main></main>
        <script type="module">
          import { StreamSyncPlayerElement } from '${air.server.url}/embed.js';
          const player = Object.assign(new StreamSyncPlayerElement(), { channel: '${air.station.channel}', muted: true });
          void player.play();
          document.body.append(player);
        </script>`,
      ),
    );
    await playing();
    const shown = await page.evaluate(() => {
      const player = document.querySelector('streamsync-player') as StreamSyncPlayerElement;
      document.querySelector('main')!.append(player);
      return player.position();
    });
    expect(shown, 'it starts anew').to.equal(null);
    await playing();
  });

  it('leaves out the buttons that the page does not want', async () => {
    const bare = 'disablepictureinpicture nofullscreen controls volume="0.5"';
    await page.goto(
      site.page('/bare', `${script()}<streamsync-player channel="${air.station.channel}" autoplay ${bare}>`),
    );
    await playing();
    const labels = await page
      .locator('streamsync-player')
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.filter((button) => button.checkVisibility()).map((button) => button.getAttribute('aria-label')),
      );
    expect(labels).to.include('Pause').and.not.include('Picture in picture').and.not.include('Full screen');
    await page.keyboard.press('f');
    expect(await page.evaluate(() => document.fullscreenElement)).to.equal(null);
  });

  it('shares one connection to the server with the others on its page', async () => {
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    const players = Array.from(
      { length: 3 },
      () =>
        `<streamsync-player style="width: 30%" channel="${air.station.channel}" muted autoplay></streamsync-player>`,
    );
    await page.goto(site.page('/three', script() + players.join('')));
    const positions = await page.waitForFunction(() => {
      const found = [...document.querySelectorAll<StreamSyncPlayerElement>('streamsync-player')];
      const at = found.map((player) => player.position?.()?.globalTimeMs ?? null);
      return at.includes(null) ? null : at;
    });
    const at = (await positions.jsonValue()) as number[];
    expect(at).to.have.length(3);
    expect(Math.max(...at) - Math.min(...at)).to.be.at.most(200);
    expect(sockets).to.have.length(1);
  });
});
