import { expect } from 'chai';
import { ADMIN_PASSWORD, broadcast } from '../support/broadcast.js';
import { lookAt } from '../support/console-look.js';
import type { ConsolePage } from '../support/console-page.js';

/** One page load for all of it: what is written into the window is lost by any other. */
declare global {
  interface Window {
    isSamePage?: boolean;
  }
}

describe('the console, left open while the server goes and comes', function () {
  this.timeout(60_000);
  const air = broadcast();

  let host: ConsolePage;

  before(async () => {
    host = await air.signInAtConsole();
    await host.page.evaluate(() => {
      window.isSamePage = true;
    });
  });

  it('says that it reconnects while the server is gone', async () => {
    await host.click('link', 'Sequences');
    await host.page.getByRole('link', { name: 'Counters' }).waitFor();
    await air.server.kill();
    await host.page.getByText('Reconnecting…').waitFor();
    await lookAt(host.page, 'server-gone');
  });

  it('is live again once the server is back, and shows what happened meanwhile', async () => {
    // The console must find out by itself: while it is cut off, nobody tells it.
    await host.context.setOffline(true);
    await air.server.restart();
    const client = await air.signInByApi();
    const { items } = await client.get<{ items: { id: string }[] }>('/sequences');
    await client.send('PATCH', `/sequences/${items[0]!.id}`, { name: 'Renamed meanwhile' });
    await host.context.setOffline(false);
    await host.page.getByText('Reconnecting…').waitFor({ state: 'detached' });
    await host.page.getByRole('link', { name: 'Renamed meanwhile' }).waitFor();
  });

  it('says that a page cannot be fetched, and fetches it with all its looks when told to try again', async () => {
    const scripts = /\/assets\/.*\.js$/;
    const styles = /\/assets\/.*\.css$/;
    for (const files of [scripts, styles]) await host.page.route(files, (route) => route.abort());
    await host.click('link', 'Channels');
    const failure = host.page.getByText('This page could not be loaded');
    await failure.waitFor();
    await lookAt(host.page, 'page-not-loaded');
    await host.page.unroute(scripts);
    await tryAgain();
    await failure.waitFor();
    await host.page.unroute(styles);
    await tryAgain();
    await host.page.getByRole('heading', { level: 1, name: 'Channels' }).waitFor();
    // To read what one has that could not be fetched is an error.
    const rules = await host.page.evaluate(() => [...document.styleSheets].map(({ cssRules }) => cssRules.length));
    expect(Math.min(...rules)).to.be.above(0);
  });

  async function tryAgain(): Promise<void> {
    await host.click('button', 'Try again');
    await host.page.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' });
  }

  it('asks to sign in when the session is over, and goes on at the same page', async () => {
    await host.click('link', 'Channels');
    await host.click('link', 'Counters');
    await host.click('tab', 'History');

    // As it is when somebody changes the password elsewhere, or the session runs out.
    await host.context.clearCookies();
    await host.click('tab', 'Settings');
    await host.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();

    await host.fill('User name', 'admin');
    await host.fill('Password', ADMIN_PASSWORD);
    await host.click('button', 'Sign in');
    await host.page.getByRole('tab', { name: 'Settings', selected: true }).waitFor();
    expect(host.page.url()).to.equal(`${air.server.url}/console/channels/counter/settings`);
  });

  it('was never loaded anew', async () => {
    expect(await host.page.evaluate(() => window.isSamePage)).to.equal(true);
  });
});
