import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { streamBreaks } from '../support/air-plan.js';
import { putToSleep } from '../support/asleep.js';
import { broadcast } from '../support/broadcast.js';
import { ForeignSite } from '../support/foreign-site.js';
import type { HostClient } from '../support/host-client.js';
import { MEDIA_LINK_ADDRESS, MediaLink } from '../support/media-link.js';
import { backAfter, longestGap, presentAfter, WATCHED_FRAMES } from '../support/picture-check.js';
import { SignalingLink } from '../support/signaling-link.js';
import { ViewerPage } from '../support/viewer-page.js';

describe('a viewer page that nobody touches', function () {
  this.timeout(60_000);
  const air = broadcast({ env: { RTC_ANNOUNCED_ADDRESS: MEDIA_LINK_ADDRESS } });

  let signaling: SignalingLink;
  let media: MediaLink;
  let viewer: ViewerPage;
  let wakeUp = () => {};

  before(async () => {
    signaling = await SignalingLink.open(air.server.url);
    media = await MediaLink.open(Number(new URL(air.server.url).port) + 1);
  });

  beforeEach(async () => {
    viewer = await ViewerPage.open(air.browser, `${signaling.url}/watch/${air.station.channel}`);
    await viewer.watch(WATCHED_FRAMES);
  });

  afterEach(async () => {
    wakeUp();
    signaling.mend();
    media.mend();
    await viewer.close();
  });

  after(async () => {
    await signaling?.close();
    media?.close();
  });

  async function inState(name: string): Promise<void> {
    await viewer.page.waitForFunction(
      (wanted) => document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.state?.name === wanted,
      name,
    );
  }

  it('keeps its picture while the line for signaling is down, and is in session again soon after', async () => {
    const cutAtMs = Date.now();
    signaling.cut();
    await inState('recovering');
    await viewer.watchFor({ sinceMs: cutAtMs, durationMs: 3000 });
    signaling.mend();
    const mendedAtMs = Date.now();
    await inState('playing');
    expect(Date.now() - mendedAtMs).to.be.below(3000);
    await backAfter(viewer, air.station, cutAtMs);
    expect(longestGap(await viewer.watch(WATCHED_FRAMES, { sinceMs: cutAtMs }), cutAtMs).gapMs).to.be.below(1000);
  });

  it('is back on the right frame when media could not get through for a while', async () => {
    media.cut();
    await wait(3000);
    media.mend();
    const mendedAtMs = Date.now();
    expect(await presentAfter(viewer, air.station, mendedAtMs)).to.be.below(5000);
    await inState('playing');
  });

  it('is back on the right frame, in the same session, after its network has changed under it', async () => {
    const changedAtMs = Date.now();
    const before = media.flows;
    media.changeNetwork();
    expect(await backAfter(viewer, air.station, changedAtMs)).to.be.below(8000);
    expect(media.flows).to.be.greaterThan(before);
    expect(await viewer.streams(), 'ICE was restarted, nothing joined anew').to.have.length(1);
    await inState('playing');
  });

  it('is on the present frame again right after its page was frozen in the background', async () => {
    wakeUp = await putToSleep(air.browser, 'pages');
    const frozenAtMs = Date.now();
    await wait(4000);
    wakeUp();
    const backAtMs = Date.now();
    expect(await presentAfter(viewer, air.station, backAtMs)).to.be.below(3000);
    const { gapMs } = longestGap(await viewer.watch(1, { sinceMs: frozenAtMs }), frozenAtMs);
    expect(gapMs, 'it was frozen').to.be.greaterThan(3000);
    await inState('playing');
  });

  it('is back on the right frame after a sleep during which all its connections died', async () => {
    wakeUp = await putToSleep(air.browser, 'device');
    signaling.cut();
    media.changeNetwork();
    await air.server.kill();
    await air.server.restart();
    signaling.mend();
    wakeUp();
    const awakeAtMs = Date.now();
    expect(await presentAfter(viewer, air.station, awakeAtMs)).to.be.below(8000);
    await inState('playing');
  });
});

describe('a viewer of a channel by invitation', function () {
  this.timeout(60_000);
  const air = broadcast({ visibility: 'token' });

  let host: HostClient;
  let site: ForeignSite;

  before(async () => {
    host = await air.signInByApi();
    site = await ForeignSite.open();
  });

  after(() => {
    site?.close();
  });

  /** What lets a viewer in, from the page's own server. */
  async function issueToken(viewerId: string, expiresInSeconds: number): Promise<string> {
    const path = `/channels/${air.station.channel}/tokens`;
    return (await host.send<{ token: string }>('POST', path, { viewerId, expiresInSeconds })).token;
  }

  it('is shown what is on air before it joins, on a page of another origin too', async () => {
    const token = await issueToken('eve', 60);
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const element = `<streamsync-player channel="${air.station.channel}" token="${token}"></streamsync-player>`;
      await page.goto(
        site.page('/poster', `<script type="module" src="${air.server.url}/embed.js"></script>${element}`),
      );
      await page.locator('streamsync-player').locator('canvas').waitFor({ state: 'visible' });
      await page.getByRole('button', { name: 'Play' }).waitFor();
      expect(asked.filter((address) => address.includes('/storyboard.jpg'))).to.have.length(1);
      expect(asked.filter((address) => address.includes(token))).to.deep.equal([]);
    } finally {
      await context.close();
    }
  });

  /** A viewer whose page fetches its tokens where the site answers with them. */
  async function invite(path: string, makeToken: () => Promise<string>): Promise<ViewerPage> {
    site.answer(`${path}/token`, makeToken);
    const page = site.page(
      path,
      `<script type="module" src="${air.server.url}/embed.js"></script>
      <streamsync-player channel="${air.station.channel}" muted></streamsync-player>
      <script type="module">
        const player = document.querySelector('streamsync-player');
        player.token = async () => (await fetch('${path}/token')).text();
        void player.play();
      </script>`,
    );
    return ViewerPage.open(air.browser, page);
  }

  it('watches on without a break while its page fetches tokens, none of which holds as long', async () => {
    const viewer = await invite('/renewing', () => issueToken('ann', 5));
    try {
      const [first] = await viewer.watch(1);
      const sinceMs = first!.displayedAtMs;
      const seen = await viewer.watchFor({ sinceMs, durationMs: 15_000 });
      expect(longestGap(seen, sinceMs).gapMs).to.be.below(500);
      const streams = await viewer.streams();
      expect(streams, 'nothing was joined anew').to.have.length(1);
      expect(streamBreaks(air.station.plan, streams[0]!, sinceMs), 'no frame was skipped').to.deep.equal([]);
      await backAfter(viewer, air.station, sinceMs);
    } finally {
      await viewer.close();
    }
  });

  it('is back with a fresh token soon after its own has run out, where its page has none before', async () => {
    let issued = 0;
    let token = '';
    const viewer = await invite('/caching', async () => {
      if (hasRunOut(token)) {
        issued += 1;
        token = await issueToken('cat', 4);
      }
      return token;
    });
    try {
      const [first] = await viewer.watch(1);
      const sinceMs = first!.displayedAtMs;
      const seen = await viewer.watchFor({ sinceMs, durationMs: 9000 });
      expect(longestGap(seen, sinceMs).gapMs).to.be.below(2000);
      await backAfter(viewer, air.station, sinceMs);
      expect(issued).to.be.within(3, 5);
    } finally {
      await viewer.close();
    }
  });

  it('is told that its token has run out, where the page has but the one', async () => {
    const token = await issueToken('bob', 2);
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`${air.watchUrl}?token=${token}`);
      await page.getByText('This broadcast has ended for you').waitFor({ timeout: 10_000 });
      await page.getByText('This viewer token has expired').waitFor();
    } finally {
      await context.close();
    }
  });
});

/** As the token itself says (RFC 7519, section 4.1.4). */
function hasRunOut(token: string): boolean {
  const claims = token.split('.')[1];
  if (claims === undefined) return true;
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number };
  return Date.now() >= exp * 1000;
}
