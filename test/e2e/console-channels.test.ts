import { expect } from 'chai';
import type { ChannelView } from '../../shared/api/channels.js';
import { broadcast } from '../support/broadcast.js';
import type { ConsolePage } from '../support/console-page.js';
import type { HostClient } from '../support/host-client.js';

/** More than the API lists at a time. */
const CHANNELS = 210;
const slugOf = (number: number) => `more-${String(number).padStart(3, '0')}`;
const LAST = slugOf(CHANNELS - 1);

describe('a host with many channels', function () {
  this.timeout(60_000);
  const air = broadcast();
  let client: HostClient;
  let host: ConsolePage;
  /** The channels of every question about viewers, in the order they were asked. */
  const asked: string[] = [];

  before(async () => {
    client = await air.signInByApi();
    for (let number = 0; number < CHANNELS; number += 1) {
      await client.send('POST', '/channels', { slug: slugOf(number), name: slugOf(number) });
    }
    host = await air.signInAtConsole();
    host.page.on('request', (request) => {
      const slug = /\/channels\/([^/]+)\/viewers/.exec(request.url())?.[1];
      if (slug !== undefined) asked.push(slug);
    });
    await host.click('link', 'Channels');
  });

  it('costs the server questions about those on the screen alone', async () => {
    await askedAbout(air.station.channel);
    await askedAbout(air.station.channel);
    expect(asked).not.to.include(LAST);
  });

  it('is told of the others when they come on the screen', async () => {
    const link = host.page.getByRole('link', { name: LAST, exact: true });
    await link.scrollIntoViewIfNeeded();
    await host.page.locator('.mantine-Card-root', { has: link }).getByText('0 watching').waitFor();
    asked.length = 0;
    await askedAbout(LAST);
    await askedAbout(LAST);
    expect(asked).not.to.include(air.station.channel);
  });

  it('still sees what was told last of those that left the screen', async () => {
    expect(await host.page.getByText(/Next, at [\d:]+: Counter/).count()).to.equal(1);
  });

  it('saves settings that are whole, leaves alone what others have set, and has nothing to save then', async () => {
    await host.page.goto(`/console/channels/${LAST}/settings`);
    const save = host.page.getByRole('button', { name: 'Save' });
    await host.fill('Behind the clock', '');
    await save.click();
    await host.page.getByText('Say how far').waitFor();
    await host.fill('Behind the clock', '350');
    await host.fill('Most viewers', '20');
    await client.send('PATCH', `/channels/${LAST}`, { name: 'Named by another host' });
    await save.click();
    await host.page.getByText('The settings are saved.').waitFor();
    expect(await save.isDisabled()).to.equal(true);
    const channel = await client.get<ChannelView>(`/channels/${LAST}`);
    expect(channel).to.include({ targetLatencyMs: 350, maxViewers: 20, name: 'Named by another host' });
  });

  /** Resolves when the next question about a channel is on its way. */
  async function askedAbout(slug: string): Promise<void> {
    await host.page.waitForRequest((request) => request.url().includes(`/channels/${slug}/viewers`));
  }
});
