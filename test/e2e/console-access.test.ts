import { expect } from 'chai';
import { broadcast } from '../support/broadcast.js';
import { lookAt, NARROW, WIDE } from '../support/console-look.js';
import { ConsolePage } from '../support/console-page.js';
import { VIEWS } from '../support/console-views.js';
import { LayoutShiftProbe } from '../support/layout-shift.js';

const ANSWER_GAP_MS = 60;
/** Half of what web.dev calls good for the sum of a page's layout shifts. */
const MOST_SHIFT = 0.05;
const ISSUER = { username: 'igor', password: 'lets viewers in', role: 'viewer-issuer' };

describe('every page of the console, on a wide and on a narrow screen, light and dark', function () {
  this.timeout(60_000);
  const air = broadcast();

  let host: ConsolePage;

  before(async () => {
    const client = await air.signInByApi();
    // A schedule with a history, and the slate in the calendar.
    await client.send('PATCH', '/channels/counter', { name: 'Numbers' });
    const startsAt = Date.now() + 600_000;
    const slate = { sequenceId: null, startsAt, endsAt: startsAt + 3_600_000, priority: 1 };
    await client.send('POST', '/channels/counter/schedule', slate);
    await client.send('POST', '/users', { username: 'hanna', role: 'host' });
    await client.send('POST', '/users', ISSUER);
    host = await air.signInAtConsole();
  });

  it('sign-in has nothing that WCAG 2.1 AA forbids, and nothing to scroll sideways', async () => {
    const stranger = await ConsolePage.open(air.browser, air.server.url);
    await stranger.page.getByText('First time here?').waitFor();
    await lookAt(stranger.page, 'sign-in');
    await stranger.close();
  });

  for (const { name, path, open, shows, sizes } of VIEWS) {
    it(`${name} has nothing that WCAG 2.1 AA forbids, and nothing to scroll sideways`, async () => {
      await host.page.setViewportSize(WIDE);
      await host.page.goto(`/console${path}`);
      await open?.(host);
      await host.page.getByText(shows).first().waitFor();
      await lookAt(host.page, name, sizes);
    });
  }

  it('nor has a page that waits for its answers', async () => {
    const waiting = await host.openTab();
    await waiting.page.route('**/api/v1/media*', () => undefined);
    await waiting.page.goto('/console/library');
    await waiting.page.getByRole('status', { name: 'Loading' }).waitFor();
    await lookAt(waiting.page, 'waiting');
    await waiting.page.close();
  });

  it('nor has what is shown to those who let viewers in alone', async () => {
    const issuer = await ConsolePage.open(air.browser, air.server.url);
    await issuer.signIn(ISSUER.username, ISSUER.password);
    await issuer.page.getByText('To scan').waitFor();
    await lookAt(issuer.page, 'share-of-issuer');
    await issuer.click('link', 'Access');
    await issuer.page.getByText('There is no API key.').waitFor();
    await lookAt(issuer.page, 'access-of-issuer');
    await issuer.page.goto('/console/library');
    await issuer.page.getByText('There is no such page for you here').waitFor();
    await lookAt(issuer.page, 'no-such-page');
    await issuer.close();
  });

  describe('that comes in piece by piece', () => {
    let shifts: LayoutShiftProbe;

    before(async () => {
      const { page } = await host.openTab();
      await page.setViewportSize(NARROW);
      shifts = await LayoutShiftProbe.in(page, ANSWER_GAP_MS);
    });

    for (const { name, path, shows } of VIEWS.filter(({ open }) => open === undefined)) {
      it(`moves nothing that is there already: ${name}`, () => staysInPlace(path, shows));
    }

    it('moves nothing that is there already: sequence', () =>
      staysInPlace(`/sequences/${air.station.sequenceId}`, '3 items, 10.9 s'));

    async function staysInPlace(path: string, shows: string | RegExp): Promise<void> {
      expect(await shifts.whileOpening(`/console${path}`, shows)).to.be.at.most(MOST_SHIFT);
    }
  });
});
