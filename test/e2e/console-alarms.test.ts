import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { broadcast } from '../support/broadcast.js';
import type { ConsolePage } from '../support/console-page.js';
import { testLibrary } from '../support/station.js';
import { makeTempDir } from '../support/temp-dir.js';

/** The server looks again after some seconds, and the console asks it every few. */
const GONE_WITHIN_MS = 30_000;

describe('alarms at the console', function () {
  this.timeout(60_000);
  const blobDir = makeTempDir('broken-library');
  const air = broadcast({
    library: async () => {
      const library = await testLibrary();
      cpSync(library.blobDir, blobDir, { recursive: true });
      return { ...library, blobDir };
    },
  });
  let host: ConsolePage;
  let lost: string;

  before(async () => {
    const [, second] = air.station.plan.items;
    lost = join('media', second!.objectId, 'media.mp4');
    rmSync(join(blobDir, lost));
    host = await air.signInAtConsole();
  });

  it('are counted on the card of a channel', async () => {
    await host.click('link', 'Channels');
    await host.page.getByText(/\d alarms?/).waitFor();
  });

  it('say on its page what is wrong, and when', async () => {
    await host.click('link', 'Counters');
    await host.page.getByText(/\d\d:\d\d:\d\d “Counter 2”: the media store has lost it/).waitFor();
  });

  it('go away by themselves when that is mended', async () => {
    cpSync(join((await testLibrary()).blobDir, lost), join(blobDir, lost));
    await host.page.getByText('the media store has lost it').waitFor({ state: 'detached', timeout: GONE_WITHIN_MS });
  });
});
