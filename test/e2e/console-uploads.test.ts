import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { ConsolePage } from '../support/console-page.js';
import { makeCounterClip } from '../support/counter-clip.js';
import { ServerProcess } from '../support/server-process.js';
import { SlowLink } from '../support/slow-link.js';
import { makeTempDir } from '../support/temp-dir.js';

const PASSWORD = 'correct horse battery';
const HOUSE = { fps: 30, width: 640, height: 360 };
/** More than all that the page asks for, and less than the file. */
const HELD_AFTER_BYTES = 500_000;

describe('an upload, and the other tabs of its browser', function () {
  this.timeout(90_000);
  const path = join(makeTempDir('host-files'), 'Holiday.mov');
  let server: ServerProcess;
  let link: SlowLink;
  let browser: Browser;
  let first: ConsolePage;
  let second: ConsolePage;

  before(async () => {
    await makeCounterClip({ clip: 1, frames: 60, detail: 0.5, house: HOUSE }, path);
    server = await ServerProcess.start({
      dataDir: makeTempDir('data'),
      env: { HOUSE_FPS: `${HOUSE.fps}`, HOUSE_SIZE: `${HOUSE.width}x${HOUSE.height}`, ADMIN_PASSWORD: PASSWORD },
    });
    link = await SlowLink.open(Number(new URL(server.url).port));
    browser = await launchBrowser();
    first = await ConsolePage.open(browser, `http://127.0.0.1:${link.port}`);
    await first.signIn('admin', PASSWORD);
  });
  after(async () => {
    await browser?.close();
    await link?.close();
    await server?.close();
  });

  it('is shown in another tab as one that is under way, which cannot be touched there', async () => {
    link.holdUploadsAfter(HELD_AFTER_BYTES);
    await first.chooseFiles('Upload videos', [path]);
    await first.page.getByText(/[1-9]\S* [kM]B of /).waitFor();
    second = await first.openTab();
    await uploads(second).getByText('Another tab of this browser has it.').waitFor();
    expect(await uploads(second).getByRole('button').count()).to.equal(0);
  });

  it('is not taken over, nor cut off, by a tab that the same file is added to', async () => {
    const cutOff: string[] = [];
    first.page.on('requestfailed', (request) => cutOff.push(request.url()));
    await second.chooseFiles('Upload videos', [path]);
    await second.page.getByText(`has the upload of “${basename(path)}” already`).waitFor();
    expect(await uploads(second).getByRole('progressbar').count()).to.equal(0);
    expect(cutOff).to.deep.equal([]);
  });

  it('goes on in the other tab where it was, once its own is closed', async () => {
    link.holdUploadsAfter(Number.POSITIVE_INFINITY);
    await first.page.close();
    await uploads(second).getByText('It was cut off: add the same file again').waitFor();
    const patch = second.page.waitForRequest((request) => request.method() === 'PATCH');
    await second.chooseFiles('Upload videos', [path]);
    expect(Number((await patch).headers()['upload-offset'])).to.be.within(1, statSync(path).size - 1);
    await second.page.getByRole('button', { name: 'Holiday', exact: true }).waitFor();
    await uploads(second).waitFor({ state: 'detached' });
    expect(second.errors).to.deep.equal([]);
  });

  function uploads({ page }: ConsolePage) {
    return page.getByRole('region', { name: 'Uploads' });
  }
});
