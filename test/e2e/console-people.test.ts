import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { ADMIN_PASSWORD, broadcast } from '../support/broadcast.js';
import { ConsolePage } from '../support/console-page.js';
import { HostClient } from '../support/host-client.js';

const NEW_PASSWORD = 'a better horse battery';

describe('the console, to different people', function () {
  this.timeout(60_000);
  const air = broadcast({ visibility: 'token' });

  let admin: ConsolePage;

  before(async () => {
    admin = await air.signInAtConsole();
    await admin.click('link', 'Access');
  });

  it('lets a new host in with the password that it showed once, to all but what administrators do', async () => {
    const { person: host } = await newPerson('hanna');
    await host.page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
    expect(await menuOf(host)).to.deep.equal(['Library', 'Sequences', 'Channels', 'Access']);
    await host.click('link', 'Access');
    await host.page.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(await sectionsOf(host)).to.deep.equal(['API keys', 'Your password']);
    await host.close();
  });

  it('lets who lets viewers in see that alone, and changes when the role does', async () => {
    const { person: issuer, password } = await newPerson('igor', 'Lets viewers in (viewer-issuer)');
    await issuer.page.getByRole('heading', { level: 1, name: 'Share' }).waitFor();
    expect(await menuOf(issuer)).to.deep.equal(['Share', 'Access']);
    await issuer.page.goto('/console/library');
    await issuer.page.getByText('There is no such page for you here').waitFor();
    expect(await issuer.page.getByText('Reconnecting…').count(), 'complaints of a line that there is not').to.equal(0);

    // A change of the role ends what was signed in with the old one.
    await admin.click('combobox', 'What igor may do');
    await admin.click('option', 'Hosts: library, sequences, channels (host)');
    await issuer.page.reload();
    await issuer.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
    await issuer.signIn('igor', password);
    expect(await menuOf(issuer)).to.deep.equal(['Library', 'Sequences', 'Channels', 'Access']);
    await issuer.close();
  });

  it('lets them share every channel: who has the link with a token is in until it is taken back', async () => {
    const { person: issuer } = await newPerson('ines', 'Lets viewers in (viewer-issuer)');
    await issuer.fill('Viewer', 'ann');
    await issuer.click('button', 'Make a token');
    const viewer = await watch((await issuer.page.getByText('?token=').textContent())!);
    await issuer.click('button', 'Take it back');
    await issuer.page.getByText('Taken back').waitFor();
    await isSentOut(viewer);

    const again = await watch(await linkFor('ann'));
    await issuer.fill('Of the viewer', 'ann');
    await issuer.click('button', 'Take them back');
    await issuer.click('button', 'Take them back', issuer.dialog('Take back every token of ann?'));
    await issuer.page.getByText('No token of ann is good any more.').waitFor();
    await isSentOut(again);
    await issuer.close();
  });

  it('has hosts send out a viewer whom they see in the list, but not themselves', async () => {
    const [ben, cleo] = [await watch(await linkFor('ben')), await watch(await linkFor('cleo'))];
    const host = await air.signInAtConsole();
    await host.page.goto(`/console/channels/${air.station.channel}/on-air`);
    await host.page.getByRole('cell', { name: 'admin, in the console' }).waitFor();
    expect(await host.page.getByRole('button', { name: /^Send .* out$/ }).count()).to.equal(2);
    await host.click('button', 'Send ben out');
    await host.click('button', 'Send them out', host.dialog('Send ben out?'));
    await isSentOut(ben);
    await host.page.getByRole('cell', { name: 'ben', exact: true }).waitFor({ state: 'detached' });
    expect(await cleo.getByText('This broadcast has ended for you').count()).to.equal(0);
    await cleo.context().close();
    await host.close();
  });

  it('sends out who may not sign in any more, and lets in nobody who was deleted', async () => {
    const { person: guest, password } = await newPerson('gustav');
    await admin.page.getByRole('switch', { name: 'gustav may sign in' }).press('Space');
    await guest.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();

    await admin.click('button', 'More about gustav');
    await admin.click('menuitem', 'Delete');
    await admin.click('button', 'Delete', admin.dialog('Delete gustav?'));
    await admin.page.getByRole('cell', { name: 'gustav', exact: true }).waitFor({ state: 'detached' });
    await guest.fill('User name', 'gustav');
    await guest.fill('Password', password);
    await guest.click('button', 'Sign in');
    await guest.page.getByRole('alert').waitFor();
    await guest.close();
  });

  it('changes one’s own password, and stays signed in where that was done alone', async () => {
    const elsewhere = await air.signInAtConsole();
    await admin.fill('Password now', ADMIN_PASSWORD);
    await admin.fill('New password', NEW_PASSWORD);
    await admin.click('button', 'Change the password');
    await admin.page.getByText('Your password is changed').waitFor();
    await elsewhere.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
    await elsewhere.signIn('admin', NEW_PASSWORD);
    await elsewhere.close();
    await admin.page.reload();
    await admin.page.getByRole('heading', { level: 1, name: 'Access' }).waitFor();
  });

  it('makes an API key for a program, shows it once, and revokes it', async () => {
    await admin.click('button', 'New API key');
    const dialog = admin.dialog('New API key');
    await admin.fill('What it is for', 'ticket office', dialog);
    await admin.click('button', 'Make the key', dialog);
    const key = await keep(/^The key “ticket office”/);
    const row = admin.page.getByRole('row', { name: /^ticket office/ });
    await row.getByText(key.slice(0, 6)).waitFor();

    const ask = async (method: string, path: string, body?: object) => {
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      return (await fetch(`${air.server.url}/api/v1${path}`, init)).status;
    };
    const token = { viewerId: 'ann', expiresInSeconds: 60 };
    expect(await ask('POST', `/channels/${air.station.channel}/tokens`, token)).to.equal(201);
    expect(await ask('GET', '/media')).to.equal(403);

    await admin.click('button', 'Revoke ticket office');
    await admin.click('button', 'Revoke', admin.dialog('Revoke the key “ticket office”?'));
    await row.waitFor({ state: 'detached' });
    expect(await ask('POST', `/channels/${air.station.channel}/tokens`, token)).to.equal(401);
  });

  it('signs with a new key while old tokens stay good, and sends their viewers out when the old key leaked', async () => {
    const link = await linkFor('ann', NEW_PASSWORD);
    const keys = admin.page.getByRole('region', { name: 'Signing keys' });
    const leaks = keys.getByRole('button', { name: /^It leaked/ });
    const oldKey = await leaks.getAttribute('aria-label');
    await admin.click('button', 'Sign with a new key');
    await keys.getByText(/^Its tokens are good until/).waitFor();
    expect(await leaks.count()).to.equal(2);

    const viewer = await watch(link);
    await admin.click('button', oldKey!);
    await admin.click('button', 'End it', admin.dialog('End this key at once?'));
    await isSentOut(viewer);
    await keys.getByText(/^Its tokens are good until/).waitFor({ state: 'detached' });
  });

  it('signs out, whatever is drawn once more on the way', async () => {
    // The line to the server goes down before all of the page knows that nobody is signed in any more.
    await admin.page.evaluate(() => {
      const later = window.setTimeout;
      window.setTimeout = ((handler: () => void, ms?: number) => later(handler, ms || 300)) as typeof setTimeout;
    });
    await admin.click('button', 'Account of admin');
    await admin.click('menuitem', 'Sign out');
    await admin.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
    await admin.page.goto('/console/access');
    await admin.page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
  });

  /** Somebody whom the administrator has let in, at a browser of their own. */
  async function newPerson(username: string, role?: string): Promise<{ person: ConsolePage; password: string }> {
    await admin.click('button', 'New user');
    const dialog = admin.dialog('New user');
    await admin.fill('User name', username, dialog);
    if (role !== undefined) {
      await admin.click('combobox', 'May do', dialog);
      await admin.click('option', role);
    }
    await admin.click('button', 'Add the user', dialog);
    const password = await keep(`Password of ${username}`);
    const person = await ConsolePage.open(air.browser, air.server.url);
    await person.signIn(username, password);
    return { person, password };
  }

  /** The link that lets a viewer in, made over the API. */
  async function linkFor(viewerId: string, password = ADMIN_PASSWORD): Promise<string> {
    const client = await HostClient.signIn(air.server.url, 'admin', password);
    const { token } = await client.send<{ token: string }>('POST', `/channels/${air.station.channel}/tokens`, {
      ...{ viewerId, expiresInSeconds: 600 },
    });
    return `${air.watchUrl}?token=${token}`;
  }

  /** Opens a link at a browser of its own, and waits until there is a picture. */
  async function watch(link: string): Promise<Page> {
    const viewer = await (await air.browser.newContext()).newPage();
    await viewer.goto(link);
    // What is on air is told before.
    await viewer.waitForFunction(
      () => document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.position?.() ?? null,
    );
    return viewer;
  }

  async function isSentOut(viewer: Page): Promise<void> {
    await viewer.getByText('This broadcast has ended for you').waitFor();
    await viewer.context().close();
  }

  /** Keeps a secret that is shown once. */
  async function keep(title: string | RegExp): Promise<string> {
    const dialog = admin.dialog(title);
    const secret = await dialog.locator('pre').textContent();
    await admin.click('button', 'I have kept it', dialog);
    await dialog.waitFor({ state: 'detached' });
    return secret!;
  }

  async function menuOf({ page }: ConsolePage): Promise<string[]> {
    return page.getByRole('navigation', { name: 'Console' }).getByRole('link').allTextContents();
  }

  async function sectionsOf({ page }: ConsolePage): Promise<string[]> {
    return page.getByRole('heading', { level: 2 }).allTextContents();
  }
});
