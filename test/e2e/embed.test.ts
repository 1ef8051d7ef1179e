import { expect } from 'chai';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { PACKAGE_VERSION } from '../../server/config/package-version.js';
import { latencyMs, plannedFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { ForeignSite } from '../support/foreign-site.js';
import { median } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';

describe('the player on pages of another origin', function () {
  this.timeout(60_000);
  const air = broadcast();

  let site: ForeignSite;

  before(async () => {
    site = await ForeignSite.open();
  });

  after(() => {
    site?.close();
  });

  const element = (attributes = 'muted autoplay') =>
    `<streamsync-player channel="${air.station.channel}" ${attributes}></streamsync-player>`;
  const script = (name = 'embed.js') => `<script type="module" src="${air.server.url}/${name}"></script>`;

  async function inPage(test: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
    const context = await air.browser.newContext();
    try {
      await test(await context.newPage(), context);
    } finally {
      await context.close();
    }
  }

  /** Waits until a framed player's picture moves, and answers which item its page says is on. */
  async function playsIn(frame: FrameLocator): Promise<string> {
    const player = frame.locator('streamsync-player');
    return await player.evaluate(
      (found: StreamSyncPlayerElement) =>
        new Promise<string>((resolve) => {
          found.addEventListener('timeupdate', () => {
            const position = found.position();
            if (found.video.currentTime > 0.3 && position !== null) resolve(position.item.title);
          });
        }),
    );
  }

  it('plays the right frames after one script tag', async () => {
    const viewer = await ViewerPage.open(air.browser, site.page('/script', script() + element()));
    try {
      const seen = await viewer.watch(60);
      for (const frame of seen) {
        const { item, frame: planned } = plannedFrame(air.station.plan, frame.rtpTimestamp, frame.displayedAtMs);
        expect(frame.reading).to.include({ kind: 'frame', clip: item.clip, frame: planned });
        expect(frame.position).to.include({ mediaId: item.mediaId, frame: planned });
      }
      const lastSecond = seen.slice(-air.station.plan.fps);
      expect(median(lastSecond.map((one) => latencyMs(air.station.plan, one)))).to.be.below(300);
      expect(viewer.errors).to.deep.equal([]);
    } finally {
      await viewer.close();
    }
  });

  it('keeps the element of the first script when a page has two', async () => {
    await inPage(async (page) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(site.page('/twice', script() + script(`embed@${PACKAGE_VERSION}.js`) + element()));
      await page.waitForFunction(() =>
        document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.position(),
      );
      expect(errors).to.deep.equal([]);
    });
  });

  const titles = () => air.station.plan.items.map(({ title }) => title);
  const frame = (sandbox: string) =>
    `<iframe src="${air.server.url}/embed/${air.station.channel}?muted" width="640" height="360" ${sandbox} allow="autoplay"></iframe>`;

  for (const sandbox of ['sandbox="allow-scripts allow-same-origin"', 'sandbox="allow-scripts"', '']) {
    it(`plays in a frame ${sandbox || 'without a sandbox'}`, async () => {
      await inPage(async (page) => {
        await page.goto(site.page('/frame', frame(sandbox)));
        expect(titles()).to.include(await playsIn(page.frameLocator('iframe')));
      });
    });
  }

  it("plays what oEmbed gives for the watch page's address, as large as was asked for", async () => {
    const watched = await fetch(air.watchUrl);
    const [, href] = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)">/.exec(
      await watched.text(),
    )!;
    const address = href!.replaceAll('&amp;', '&');
    expect(watched.headers.get('link')).to.equal(`<${address}>; rel="alternate"; type="application/json+oembed"`);

    const response = await fetch(`${address}&maxwidth=400`);
    expect(response.headers.get('content-type')).to.match(/^application\/json\b/);
    expect(response.headers.get('access-control-allow-origin')).to.equal('*');
    const answer = await response.json();
    expect(answer).to.include({ version: '1.0', type: 'video', title: 'Counters', width: 400, height: 225 });
    expect(answer.html)
      .to.include('width="400" height="225"')
      .and.include('allow="autoplay; fullscreen; picture-in-picture"');
    expect((await fetch(answer.thumbnail_url)).headers.get('content-type')).to.equal('image/jpeg');
    await inPage(async (page) => {
      await page.goto(
        site.page('/oembed', answer.html.replace('loading="lazy"', '').replace('" width', '?muted" width')),
      );
      expect(titles()).to.include(await playsIn(page.frameLocator('iframe')));
    });
  });

  it('answers no oEmbed for what is not here, nor in other forms', async () => {
    const ask = async (query: Record<string, string>) =>
      (await fetch(`${air.server.url}/oembed?${new URLSearchParams(query)}`)).status;
    const url = air.watchUrl;
    expect(await ask({ url, format: 'xml' })).to.equal(501);
    expect(await ask({ url: `${air.server.url}/watch/no-such-channel` })).to.equal(404);
    expect(await ask({ url: `https://elsewhere.example/watch/${air.station.channel}` })).to.equal(404);
    expect(await ask({ url: `${air.server.url}/watch/%E0%A4%A` })).to.equal(404);
    expect(await ask({ url, maxwidth: 'wide' })).to.equal(400);
    expect(await ask({})).to.equal(400);
  });

  it('is cached for as long as its address means the same script', async () => {
    const caching = async (name: string) => {
      const response = await fetch(`${air.server.url}/${name}`);
      await response.arrayBuffer();
      expect(response.headers.get('access-control-allow-origin'), name).to.equal('*');
      return response.status === 200 ? response.headers.get('cache-control') : response.status;
    };
    const [major, minor] = PACKAGE_VERSION.split('.');
    expect(await caching('embed.js')).to.equal('public, max-age=60');
    expect(await caching(`embed@${major}.js`)).to.equal('public, max-age=3600');
    expect(await caching(`embed@${major}.${minor}.js`)).to.equal('public, max-age=3600');
    expect(await caching(`embed@${PACKAGE_VERSION}.js`)).to.equal('public, max-age=31536000, immutable');
    expect(await caching('embed@99.js')).to.equal(404);
  });

  it('is sent as small as the browser can take it, the scripts of pages too', async () => {
    const page = await (await fetch(`${air.server.url}/watch/${air.station.channel}`)).text();
    const [asset] = /assets\/[^"]+\.js/.exec(page)!;
    for (const name of ['embed.js', `embed@${PACKAGE_VERSION}.js`, asset]) {
      const sent = async (accepted: string) => {
        const response = await fetch(`${air.server.url}/${name}`, { headers: { 'Accept-Encoding': accepted } });
        expect(response.headers.get('vary'), name).to.include('Accept-Encoding');
        expect(response.headers.get('content-type'), name).to.include('text/javascript');
        return {
          encoding: response.headers.get('content-encoding'),
          wireBytes: Number(response.headers.get('content-length')),
          text: await response.text(),
        };
      };
      const [plain, gzip, brotli] = [await sent('identity'), await sent('gzip'), await sent('gzip, deflate, br')];
      expect([plain.encoding, gzip.encoding, brotli.encoding], name).to.deep.equal([null, 'gzip', 'br']);
      expect([gzip.text, brotli.text], name).to.deep.equal([plain.text, plain.text]);
      expect(gzip.wireBytes, name).to.be.below(plain.wireBytes / 2);
      expect(brotli.wireBytes, name).to.be.below(gzip.wireBytes);
    }
  });

  it("says that it is the page's own policy which keeps it from its server", async () => {
    const policy = { 'Content-Security-Policy': `default-src 'self'; script-src ${air.server.url}` };
    await inPage(async (page) => {
      await page.goto(site.page('/policy', script() + element(), policy));
      const notice = page.locator('streamsync-player').getByRole('status');
      await notice.getByText('This page does not let it play').waitFor();
      expect(await notice.textContent()).to.include(
        `add ${air.server.url} and ws://${new URL(air.server.url).host} to connect-src`,
      );
      const told = await page.evaluate(() => {
        const { error, state } = document.querySelector<StreamSyncPlayerElement>('streamsync-player')!;
        return { error: error?.code, code: state?.name === 'failed' ? state.error.code : state?.name };
      });
      expect(told).to.deep.equal({ error: 2, code: 'blocked-by-page' });
    });
  });

  it('shows what is on air, and plays, on a page whose policy allows what the docs say', async () => {
    const { host } = new URL(air.server.url);
    const policy = `default-src 'none'; script-src ${air.server.url}; connect-src ${air.server.url} ws://${host}`;
    await inPage(async (page) => {
      await page.goto(site.page('/allowed', script() + element('muted'), { 'Content-Security-Policy': policy }));
      await page.locator('streamsync-player').locator('canvas').waitFor({ state: 'visible' });
      await page.getByRole('button', { name: 'Play' }).click();
      await page.waitForFunction(() =>
        document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.position?.(),
      );
    });
  });
});
