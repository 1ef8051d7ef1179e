import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { ConsolePage } from '../support/console-page.js';
import { HostClient } from '../support/host-client.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, testLibrary } from '../support/station.js';

const PASSWORD = 'correct horse battery';

/** One page load for all of it: what is written into the window is lost by any other. */
declare global {
  interface Window {
    isSamePage?: boolean;
  }
}

describe('the console, left open while the server goes and comes', function () {
  this.timeout(60_000);

  let server: ServerProcess;
  let browser: Browser;
  let host: ConsolePage;

  before(async () => {
    const station = await makeStation(await testLibrary());
    server = await ServerProcess.start({ ...station, env: { ...station.env, ADMIN_PASSWORD: PASSWORD } });
    browser = await launchBrowser();
    host = await ConsolePage.open(browser, server.url);
    await host.signIn('admin', PASSWORD);
    await host.page.evaluate(() => {
      window.isSamePage = true;
    });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('says that it reconnects while the server is gone', async () => {
    await host.click('link', 'Sequences');
    await host.page.getByRole('link', { name: 'Counters' }).waitFor();
    await server.kill();
    await host.page.getByText('Reconnecting…').waitFor();
  });

  it('is live again once the server is back, and shows what happened meanwhile', async () => {
    // The console must find out by itself: while it is cut off, nobody tells it.
    await host.context.setOffline(true);
    await server.restart();
    const client = await HostClient.signIn(server.url, 'admin', PASSWORD);
    const { items } = await client.get<{ items: { id: string }[] }>('/sequences');
    await client.send('PATCH', `/sequences/${items[0]!.id}`, { name: 'Renamed meanwhile' });
    await host.context.setOffline(false);
    await host.page.getByText('Reconnecting…').waitFor({ state: 'detached' });
    await host.page.getByRole('link', { name: 'Renamed meanwhile' }).waitFor();
  });

  it('asks to sign in when the session is over, and goes on at the same page', async () => {
    await host.click('link', 'Channels');
    await host.click('link', 'Counters');
    await host.click('tab', 'History');

    // As it is when somebody changes the password elsewhere, or the session runs out.
    await host.context.clearCookies();
    await host.click('tab', 'Settings');
    await host.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();

    await host.fill('User name', 'admin');
    await host.fill('Password', PASSWORD);
    await host.click('button', 'Sign in');
    await host.page.getByRole('tab', { name: 'Settings', selected: true }).waitFor();
    expect(host.page.url()).to.equal(`${server.url}/console/channels/counter/settings`);
  });

  it('was never loaded anew', async () => {
    expect(await host.page.evaluate(() => window.isSamePage)).to.equal(true);
  });
});
