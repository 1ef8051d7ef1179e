import { expect } from 'chai';
import type { BrowserContext, Page, Route, WebSocketRoute } from 'playwright-core';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { broadcast } from '../support/broadcast.js';
import { ForeignSite } from '../support/foreign-site.js';

const CONFIG = '**/api/v1/config';
/** What a sign-in page answers a request with that it has let through to itself. */
const SIGN_IN = { headers: { 'Access-Control-Allow-Origin': '*' }, contentType: 'text/html', body: '<!doctype html>' };

describe('a player on a network that answers in place of the server', function () {
  this.timeout(60_000);
  const air = broadcast();

  let site: ForeignSite;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    site = await ForeignSite.open();
  });

  beforeEach(async () => {
    context = await air.browser.newContext();
    page = await context.newPage();
  });

  afterEach(async () => {
    await context.close();
  });

  after(() => {
    site?.close();
  });

  const element = () =>
    `<script type="module" src="${air.server.url}/embed.js"></script>
    <streamsync-player channel="${air.station.channel}" muted autoplay></streamsync-player>`;

  const inState = (name: string) =>
    page.waitForFunction((wanted) => {
      const player = document.querySelector<StreamSyncPlayerElement>('streamsync-player');
      return player?.state?.name === wanted;
    }, name);

  /** Answers requests for the configuration, and waits until one was asked for again. */
  async function untilAskedAgain(answer: (route: Route) => Promise<void>, times = 2): Promise<void> {
    let asked = 0;
    const enough = new Promise<void>((resolve) => {
      void page.route(CONFIG, async (route) => {
        await answer(route);
        asked += 1;
        if (asked === times) resolve();
      });
    });
    await page.goto(site.page('/answered', element()));
    await enough;
  }

  for (const [what, answer] of [
    ['with its sign-in page', (route) => route.fulfill(SIGN_IN)],
    ['with an empty body', (route) => route.fulfill({ ...SIGN_IN, body: '' })],
    ['with JSON of its own', (route) => route.fulfill({ ...SIGN_IN, body: '{"error":"sign in"}' })],
    ['with half of the body', async (route) => route.fulfill({ ...SIGN_IN, body: '{"protocol":1,"routerRtp' })],
    [
      'with capabilities that are none',
      (route) =>
        route.fulfill({
          ...SIGN_IN,
          body: '{"protocol":1,"routerRtpCapabilities":{"codecs":[{}]},"iceServers":[]}',
        }),
    ],
  ] as readonly (readonly [string, (route: Route) => Promise<void>])[]) {
    it(`plays once the server is through, when it was answered ${what}`, async () => {
      await untilAskedAgain(answer);
      await page.unroute(CONFIG);
      await inState('playing');
    });
  }

  it('plays once the server is through, when it was sent to the sign-in page, which its page does not allow', async () => {
    // Elsewhere than what `connect-src` has.
    const portal = await ForeignSite.open();
    try {
      const { host } = new URL(air.server.url);
      const policy = `script-src ${air.server.url}; connect-src ${air.server.url} ws://${host}`;
      const signIn = portal.page('/sign-in', '', { 'Access-Control-Allow-Origin': '*' });
      const paths = ['**/api/v1/**', '**/socket.io/**'];
      let asked = 0;
      for (const path of paths) {
        await page.route(path, async (route) => {
          asked += 1;
          await route.fulfill({ status: 302, headers: { Location: signIn, 'Access-Control-Allow-Origin': '*' } });
        });
      }
      let isThrough = false;
      await page.routeWebSocket(`ws://${host}/**`, (socket) => {
        if (isThrough) socket.connectToServer();
        else void socket.close();
      });
      await page.goto(site.page('/portal', element(), { 'Content-Security-Policy': policy }));
      await page.waitForFunction(() => {
        const player = document.querySelector<StreamSyncPlayerElement>('streamsync-player');
        return player?.state?.name === 'failed' || (player?.state?.name === 'connecting' && player.state.attempt > 4);
      });
      expect(asked).to.be.greaterThan(3);
      await inState('connecting');
      isThrough = true;
      for (const path of paths) await page.unroute(path);
      await inState('playing');
    } finally {
      portal.close();
    }
  });

  it('comes back to a picture that it had, when the configuration cannot be read on the way', async () => {
    const sockets: WebSocketRoute[] = [];
    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await page.goto(site.page('/had', element()));
    await inState('playing');
    let asked = 0;
    await page.route(CONFIG, async (route) => {
      asked += 1;
      if (asked === 3) await page.unroute(CONFIG);
      await route.fulfill(SIGN_IN);
    });
    for (const socket of sockets) await socket.close();
    await inState('recovering');
    await inState('playing');
    expect(asked).to.equal(3);
  });

  it('uses the ICE servers that it is given with the session, and those for everybody without', async () => {
    const turn = { urls: ['turn:127.0.0.1:9?transport=udp'], username: 'viewer', credential: 'secret' };
    await page.addInitScript(() => {
      const connections: RTCPeerConnection[] = [];
      Object.assign(window, { connections });
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          connections.push(this);
        }
      };
    });
    const iceServers = async () => {
      await inState('playing');
      return await page.evaluate(() => {
        const { connections } = window as unknown as { connections: RTCPeerConnection[] };
        return connections.find(({ connectionState }) => connectionState === 'connected')?.getConfiguration()
          .iceServers;
      });
    };
    const stun = { urls: ['stun:127.0.0.1:9'] };
    await page.route(CONFIG, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), iceServers: [stun] } });
    });
    await page.goto(site.page('/everybody', element()));
    expect((await iceServers())?.flatMap(({ urls }) => urls)).to.deep.equal(stun.urls);

    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const text = String(message);
        // The acknowledgement of the join: the only one with a session.
        const joined = /^(43\/viewer,\d+\[\{"ok":true,)(?="session")/.exec(text);
        socket.send(
          joined ? `${joined[1]}"iceServers":${JSON.stringify([turn])},${text.slice(joined[1]!.length)}` : message,
        );
      });
    });
    await page.goto(site.page('/viewers-own', element()));
    const [server, ...others] = (await iceServers())!;
    expect(others).to.deep.equal([]);
    expect([server!.urls].flat()).to.deep.equal(turn.urls);
    expect(server).to.include({ username: 'viewer', credential: 'secret' });
  });
});
