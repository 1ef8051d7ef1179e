import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { broadcast } from '../support/broadcast.js';
import { ForeignSite } from '../support/foreign-site.js';

declare global {
  interface Window {
    player: StreamSyncPlayerElement;
    /** What the element has told, in order. */
    told: string[];
    /** By state, whether the element said that its picture was live. */
    live: Record<string, boolean>;
    /** How often the page was asked for a token. */
    asked: number;
  }
}

const TOLD = ['ended', 'emptied', 'statechange', 'waiting', 'playing', 'error', 'pause'];

describe('<streamsync-player> that a page changes', function () {
  this.timeout(60_000);
  const air = broadcast();

  let site: ForeignSite;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    site = await ForeignSite.open();
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

  async function open(attributes: string): Promise<void> {
    await page.goto(
      site.page(
        '/page',
        `<main><streamsync-player channel="${air.station.channel}" ${attributes}></streamsync-player></main>
        <aside></aside>
        <script type="module" src="${air.server.url}/embed.js"></script>
        <script>
          window.player = document.querySelector('streamsync-player');
          window.told = [];
          window.live = {};
          for (const name of ${JSON.stringify(TOLD)}) {
            player.addEventListener(name, ({ detail }) => {
              if (detail?.state) live[detail.state.name] = player.liveEdgeStart === 0;
              told.push(detail?.state ? name + ' ' + detail.state.name : name);
            });
          }
        </script>`,
      ),
    );
  }

  /** Waits until the picture moves, and forgets what was told until then. */
  async function playing(): Promise<void> {
    await page.waitForFunction(() => {
      const { player, told } = window;
      return player.state?.name === 'playing' && player.position() !== null && told.includes('playing');
    });
    await page.evaluate(() => {
      window.told.length = 0;
    });
  }

  const told = () => page.evaluate(() => window.told);
  /** So long after, whatever was begun has been told. */
  const inAWhile = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));

  it('plays on when it is given what it has', async () => {
    await open('muted autoplay');
    await playing();
    const after = await page.evaluate(async (channel) => {
      const { player } = window;
      const stream = player.video.srcObject;
      player.token = null;
      player.token = undefined;
      player.token = '';
      player.channel = channel;
      player.channel = 'another';
      player.channel = channel;
      player.server = new URL((document.querySelector('script[src]') as HTMLScriptElement).src).origin;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { sameStream: player.video.srcObject === stream, state: player.state?.name };
    }, air.station.channel);
    expect(after).to.deep.equal({ sameStream: true, state: 'playing' });
    expect(await told()).to.deep.equal([]);
  });

  it('plays on when it is given another function for tokens, and asks the newest', async () => {
    await open('muted');
    await page.evaluate(() => {
      window.asked = 0;
      window.player.token = () => {
        window.asked += 1;
        return '';
      };
      void window.player.play();
    });
    await playing();
    const askedFirst = await page.evaluate(() => window.asked);
    expect(askedFirst).to.be.greaterThan(0);
    await page.evaluate(() => {
      for (let rendering = 0; rendering < 5; rendering++) {
        window.player.token = async () => {
          window.asked += 100;
          return '';
        };
      }
    });
    await inAWhile();
    expect(await told()).to.deep.equal([]);
    expect(await page.evaluate(() => window.asked)).to.equal(askedFirst);
    await page.evaluate(() => window.player.load());
    await playing();
    expect(await page.evaluate(() => window.asked)).to.be.at.least(100);
  });

  it('takes null and undefined for a property that is taken back, whichever it is', async () => {
    await open(
      'muted autoplay volume="0.5" controls poster="/no.png" crossorigin disablepictureinpicture nofullscreen',
    );
    await playing();
    const seen = await page.evaluate(() => {
      const { player } = window;
      const names = new Set<string>();
      for (let at = Object.getPrototypeOf(player); at !== HTMLElement.prototype; at = Object.getPrototypeOf(at)) {
        for (const [name, { set }] of Object.entries(Object.getOwnPropertyDescriptors(at))) if (set) names.add(name);
      }
      const wrong: string[] = [];
      // The channel goes last, and twice: nothing plays from then on.
      const inOrder = [...names].filter((name) => !['channel', 'src', 'server'].includes(name));
      const values = player as unknown as Record<string, unknown>;
      const before = player.volume;
      for (const nothing of [undefined, null]) {
        for (const name of [...inOrder, 'server', 'src', 'channel']) {
          try {
            values[name] = nothing;
            values[name] = nothing;
          } catch (error) {
            wrong.push(`${name}: ${error}`);
          }
        }
      }
      const { muted, volume } = player;
      return { wrong, before, muted, volume, names: names.size, attributes: player.getAttributeNames() };
    });
    expect(seen.names).to.be.greaterThan(15);
    expect(seen.wrong).to.deep.equal([]);
    expect(seen.before).to.equal(0.5);
    expect(seen).to.include({ muted: false, volume: 0.5 });
    expect(seen.attributes).to.have.members(['volume', 'tabindex']);
  });

  it('has its volume by the attribute when the property is taken back, and in full without one', async () => {
    await open('volume="0.25"');
    const volumes = await page.evaluate(async () => {
      await customElements.whenDefined('streamsync-player');
      const { player } = window;
      const seen: number[] = [player.volume];
      const note = () => seen.push(player.volume);
      player.volume = 0.75;
      note();
      player.volume = undefined;
      note();
      player.removeAttribute('volume');
      note();
      player.volume = 0.75;
      player.volume = null;
      note();
      return seen;
    });
    expect(volumes).to.deep.equal([0.25, 0.75, 0.25, 1, 1]);
  });

  for (const [what, change] of [
    [
      'another server',
      () => window.player.setAttribute('server', window.player.server.replace('localhost', '127.0.0.1')),
    ],
    ['load()', () => window.player.load()],
    ['another place on the page', () => document.querySelector('aside')!.append(window.player)],
  ] as const) {
    it(`is emptied and has not ended with ${what}, and says that it connects`, async () => {
      await open(`muted autoplay server="${air.server.url}"`);
      await playing();
      await page.evaluate(change);
      await page.waitForFunction(() => window.told.includes('statechange playing'));
      const events = await told();
      expect(events).to.include('emptied').and.not.include('ended');
      expect(events.filter((event) => event.startsWith('statechange'))).to.deep.equal([
        'statechange connecting',
        'statechange joining',
        'statechange playing',
      ]);
    });
  }

  it('is emptied and has not ended when it is taken off the page', async () => {
    await open('muted autoplay');
    await playing();
    await page.evaluate(() => window.player.remove());
    await page.waitForFunction(() => window.told.includes('emptied'));
    await inAWhile();
    expect(await told())
      .to.not.include('ended')
      .and.not.include('statechange ended');
    expect(await page.evaluate(() => window.player.ended)).to.equal(false);
  });

  it('stays paused where it is moved on the page, though it has autoplay', async () => {
    await open('muted autoplay');
    await playing();
    const paused = () => page.evaluate(() => ({ paused: window.player.paused, state: window.player.state }));
    await page.evaluate(() => {
      window.player.pause();
      document.querySelector('aside')!.append(window.player);
    });
    await inAWhile();
    expect(await paused()).to.deep.equal({ paused: true, state: null });
    await page.evaluate(() => void window.player.play());
    await playing();
    await page.evaluate(() => document.querySelector('main')!.append(window.player));
    await playing();
    expect(await page.evaluate(() => window.player.paused)).to.equal(false);
  });

  it('shows cues at the instants they were placed at, after a pause too, on tracks that were off meanwhile too', async () => {
    await open('muted autoplay');
    await playing();
    await page.waitForFunction(() => window.player.position() !== null);
    const shown = await page.evaluate(async () => {
      const { player } = window;
      // As PLAYER.md has it.
      const at = (globalTimeMs: number) =>
        player.video.currentTime + (globalTimeMs - player.position()!.globalTimeMs) / 1000;
      const startMs = player.position()!.globalTimeMs + 4000;
      const lateness = (label: string) =>
        new Promise<number>((entered) => {
          const track = player.addTextTrack('captions', label, 'en');
          track.mode = 'showing';
          const cue = new VTTCue(at(startMs), at(startMs + 60_000), 'Hello');
          cue.onenter = () => entered(player.position()!.globalTimeMs - startMs);
          track.addCue(cue);
          if (label === 'off') track.mode = 'disabled';
        });
      const seen = Promise.all([lateness('on'), lateness('off')]);
      player.pause();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await player.play();
      await new Promise((resolve) => setTimeout(resolve, 500));
      for (const track of player.textTracks) track.mode = 'showing';
      return seen;
    });
    for (const lateMs of shown) expect(lateMs).to.be.within(-300, 600);
  });

  it('keeps its controls in sight while the keyboard is on one of them, and not for a click', async () => {
    await open('muted autoplay controls');
    await playing();
    const frame = page.locator('streamsync-player').locator('#frame');
    const rests = async () => ((await frame.getAttribute('class')) ?? '').includes('resting');
    const untilResting = () => page.waitForFunction(() => window.player.shadowRoot!.querySelector('.resting') !== null);
    await page.getByRole('button', { name: 'Unmute' }).click();
    await untilResting();
    await page.keyboard.press('Tab');
    await page.mouse.move(400, 100);
    await page.mouse.move(400, 590);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3500)));
    expect(await rests()).to.equal(false);
    await page.evaluate(() => (window.player.shadowRoot!.activeElement as HTMLElement).blur());
    await untilResting();
  });

  it('is live only while there is a live picture', async () => {
    await open('muted autoplay');
    await playing();
    await page.evaluate(() => window.player.setAttribute('channel', 'no-such-channel'));
    await page.waitForFunction(() => window.told.includes('error'));
    expect(await page.evaluate(() => window.live)).to.deep.equal({
      ...{ connecting: false, joining: false, playing: true, failed: false },
    });
    expect(await page.evaluate(() => window.player.liveEdgeStart)).to.be.NaN;
  });
});
