import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../support/accessibility.js';
import { broadcast } from '../support/broadcast.js';
import { ConsolePage } from '../support/console-page.js';

const PICTURES = fileURLToPath(new URL('../../test-artifacts/console/', import.meta.url));
const SIZES = [
  { width: 1440, height: 900 },
  { width: 375, height: 812 },
];
const OPTIONS = { bypassCSP: true, reducedMotion: 'reduce' } as const;
const SCHEMES = ['light', 'dark'] as const;

interface View {
  readonly name: string;
  readonly path: string;
  /** What to do there. */
  readonly open?: (host: ConsolePage) => Promise<void>;
  /** Words that are there when all of it is. */
  readonly shows: string | RegExp;
}

const button = (name: string | RegExp, dialog: string | RegExp) => async (host: ConsolePage) => {
  await host.click('button', name);
  await host.dialog(dialog).waitFor();
};
const itemAction = (action: string, dialog: string | RegExp) => async (host: ConsolePage) => {
  await host.click('button', 'Actions for Counter 1');
  await host.click('menuitem', action);
  await host.dialog(dialog).waitFor();
};

const CHANNEL = '/channels/counter';
const SEQUENCE: View = { name: 'sequence', path: '/sequences', shows: '3 items, 10.9 s', open: openSequence };
const VIEWS: readonly View[] = [
  { name: 'library', path: '/library', shows: 'Counter 3' },
  { name: 'media', path: '/library', open: button('Counter 1', 'Media'), shows: 'What was found' },
  { name: 'account-menu', path: '/library', open: (host) => host.click('button', /^Account/), shows: 'Sign out' },
  { name: 'sequences', path: '/sequences', shows: 'Counters' },
  SEQUENCE,
  {
    ...SEQUENCE,
    name: 'slot',
    shows: 'For everybody else',
    async open(host) {
      await openSequence(host);
      await itemAction('Make it a slot for audiences', 'Slot')(host);
      await host.click('button', 'Add a variant');
    },
  },
  {
    ...SEQUENCE,
    name: 'trim',
    shows: 'Show all of it',
    async open(host) {
      await openSequence(host);
      await itemAction('Trim', /^Trim/)(host);
    },
  },
  { name: 'channels', path: '/channels', shows: /Next, at [\d:]+: Counter/ },
  { name: 'new-channel', path: '/channels', open: button('New channel', 'New channel'), shows: 'On air from now on' },
  { name: 'on-air', path: `${CHANNEL}/on-air`, shows: 'admin, in the console' },
  { name: 'play-now', path: `${CHANNEL}/on-air`, open: button('Play this now', 'Play this now'), shows: 'How long' },
  { name: 'go-to-slate', path: `${CHANNEL}/on-air`, open: button('Go to slate', 'Go to slate'), shows: 'How long' },
  { name: 'schedule', path: `${CHANNEL}/schedule`, shows: /Counters \(looping\)/ },
  {
    name: 'schedule-day',
    path: `${CHANNEL}/schedule`,
    open: (host) => host.click('tab', 'Switch to day view'),
    shows: /Counters \(looping\)/,
  },
  {
    name: 'schedule-month',
    path: `${CHANNEL}/schedule`,
    open: (host) => host.click('tab', 'Switch to month view'),
    shows: /Counters \(looping\)/,
  },
  { name: 'entry', path: `${CHANNEL}/schedule`, open: button('Put on air', 'Put on air'), shows: 'Comes back' },
  {
    name: 'conflict',
    path: `${CHANNEL}/schedule`,
    shows: 'Something else is there already',
    async open(host) {
      await button('Put on air', 'Put on air')(host);
      await host.fill('Priority', '0');
      await host.click('button', 'Go on');
    },
  },
  { name: 'time-machine', path: `${CHANNEL}/time-machine`, shows: /^Version/ },
  { name: 'share', path: `${CHANNEL}/share`, shows: 'To scan' },
  { name: 'history', path: `${CHANNEL}/history`, shows: 'Version' },
  { name: 'settings', path: `${CHANNEL}/settings`, shows: 'Behind the clock' },
  { name: 'access', path: '/access', shows: 'Signing keys' },
  { name: 'new-user', path: '/access', open: button('New user', 'New user'), shows: 'May do' },
  { name: 'new-api-key', path: '/access', open: button('New API key', 'New API key'), shows: 'May do' },
];

describe('every page of the console, on a wide and on a narrow screen, light and dark', function () {
  this.timeout(60_000);
  const air = broadcast();

  let host: ConsolePage;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    // A schedule with a history, and the slate in the calendar.
    const client = await air.signInByApi();
    await client.send('PATCH', '/channels/counter', { name: 'Numbers' });
    const startsAt = Date.now() + 600_000;
    const slate = { sequenceId: null, startsAt, endsAt: startsAt + 3_600_000, priority: 1 };
    await client.send('POST', `${CHANNEL}/schedule`, slate);
    host = await air.signInAtConsole(OPTIONS);
  });

  it('sign-in has nothing that WCAG 2.1 AA forbids, and nothing to scroll sideways', async () => {
    const stranger = await ConsolePage.open(air.browser, air.server.url, OPTIONS);
    await stranger.page.getByText('First time here?').waitFor();
    await look('sign-in', stranger.page);
    await stranger.close();
  });

  for (const { name, path, open, shows } of VIEWS) {
    it(`${name} has nothing that WCAG 2.1 AA forbids, and nothing to scroll sideways`, async () => {
      await host.page.setViewportSize(SIZES[0]!);
      await host.page.goto(`/console${path}`);
      await open?.(host);
      await host.page.getByText(shows).first().waitFor();
      await look(name, host.page);
    });
  }

  async function look(name: string, page: Page): Promise<void> {
    const faults: string[] = [];
    for (const size of SIZES) {
      for (const colorScheme of SCHEMES) {
        const where = `${size.width} px, ${colorScheme}`;
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await isDrawn(page);
        faults.push(
          ...(await accessibilityFaults(page, colorScheme === 'light' ? 'all' : 'colors')).map(
            (fault) => `${where}: ${fault}`,
          ),
        );
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > size.width) faults.push(`${where}: the page is ${width} px wide`);
        await page.screenshot({ path: join(PICTURES, `${name}-${size.width}-${colorScheme}.png`) });
      }
    }
    expect(faults.join('\n\n')).to.equal('');
  }
});

async function openSequence(host: ConsolePage): Promise<void> {
  await host.click('link', 'Counters');
  await host.page.getByRole('button', { name: 'Add Counter 1' }).waitFor();
}

/** Waits until a new size or colour is on the screen, with what is still moving. */
async function isDrawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())));
    const finite = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  });
}
