import { copyFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import type { CDPSession } from 'playwright-core';
import { ADMIN_PASSWORD, broadcast } from '../support/broadcast.js';
import { ConsolePage } from '../support/console-page.js';
import { makeCounterClip } from '../support/counter-clip.js';
import { SlowLink } from '../support/slow-link.js';
import { makeTempDir } from '../support/temp-dir.js';

const HOUSE = { fps: 30, width: 640, height: 360 };
const FOLDER = makeTempDir('host-files');
const PARTY = join(FOLDER, 'Party.mov');
const SAME_PARTY = join(FOLDER, 'Fiesta.mov');
const HOLIDAY = join(FOLDER, 'Holiday.mov');
/** More than all that the page asks for, and less than the file. */
const HELD_AFTER_BYTES = 500_000;
const SENT_SOME = /[1-9]\S* [kM]B of /;

describe('uploads at the console', function () {
  this.timeout(60_000);
  const air = broadcast();
  before(async () => {
    await makeCounterClip({ clip: 1, frames: 30, house: HOUSE }, PARTY);
    copyFileSync(PARTY, SAME_PARTY);
    await makeCounterClip({ clip: 2, frames: 60, detail: 0.5, house: HOUSE }, HOLIDAY);
  });

  describe('of files that are dragged into it', () => {
    let host: ConsolePage;
    let devTools: CDPSession;

    before(async () => {
      host = await air.signInAtConsole();
      devTools = await host.context.newCDPSession(host.page);
    });

    /** As the browser does it for files of the desktop, at the very edge of the window. */
    async function dragIn(...steps: readonly ('dragEnter' | 'dragOver' | 'drop')[]): Promise<void> {
      const data = { items: [], files: [PARTY], dragOperationsMask: 1 };
      for (const type of steps) await devTools.send('Input.dispatchDragEvent', { type, x: 5, y: 890, data });
    }

    it('leave a page alone that takes none: it is not replaced, and nothing opens', async () => {
      await host.click('link', 'Sequences');
      await host.page.getByRole('heading', { level: 1, name: 'Sequences' }).waitFor();
      await dragIn('dragEnter', 'dragOver', 'drop');
      await host.click('link', 'Library');
      await host.page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
      expect(host.context.pages()).to.have.length(1);
    });

    it('are uploaded by the library, wherever in the window they are dropped', async () => {
      await dragIn('dragEnter', 'dragOver');
      await host.page.getByText('Drop to upload').waitFor();
      await dragIn('drop');
      await host.page.getByText('Drop to upload').waitFor({ state: 'detached' });
      await host.page.getByRole('button', { name: 'Party', exact: true }).waitFor();
    });

    it('are not taken a second time: the host is told what they are in the library, and led there', async () => {
      await host.chooseFiles('Upload videos', [SAME_PARTY]);
      const uploads = host.page.getByRole('region', { name: 'Uploads' });
      await uploads.getByText('It is in the library already, as Party.').waitFor();
      await host.click('link', 'Party', uploads);
      await host.dialog('Media').getByText(basename(PARTY)).waitFor();
      await host.click('button', 'Close', host.dialog('Media'));
      await host.dialog('Media').waitFor({ state: 'detached' });
      await host.click('button', `Take ${basename(SAME_PARTY)} off the list`);
      await uploads.waitFor({ state: 'detached' });
      await host.close();
    });
  });

  describe('of a large file', () => {
    let link: SlowLink;
    let first: ConsolePage;
    let second: ConsolePage;

    before(async () => {
      link = await SlowLink.open(Number(new URL(air.server.url).port));
      first = await ConsolePage.open(air.browser, `http://127.0.0.1:${link.port}`);
      await first.signIn('admin', ADMIN_PASSWORD);
    });
    after(async () => link?.close());

    it('is paused, and goes on where it was', async () => {
      link.holdUploadsAfter(HELD_AFTER_BYTES);
      await first.chooseFiles('Upload videos', [HOLIDAY]);
      await first.page.getByText(SENT_SOME).waitFor();
      await first.click('button', `Pause ${basename(HOLIDAY)}`);
      await first.page.getByText(/^Paused at /).waitFor();
      const offset = nextOffset(first);
      await first.click('button', `Go on with ${basename(HOLIDAY)}`);
      expect(await offset).to.be.within(1, statSync(HOLIDAY).size - 1);
    });

    it('goes on after a reload, when its file is added again', async () => {
      await first.page.reload();
      await uploads(first).getByText('It was cut off: add the same file again').waitFor();
      const offset = nextOffset(first);
      await first.chooseFiles('Upload videos', [HOLIDAY]);
      expect(await offset).to.be.within(1, statSync(HOLIDAY).size - 1);
      await first.page.getByText(SENT_SOME).waitFor();
    });

    it('is shown in another tab as one that is under way, which cannot be touched there', async () => {
      second = await first.openTab();
      await uploads(second).getByText('Another tab of this browser has it.').waitFor();
      expect(await uploads(second).getByRole('button').count()).to.equal(0);
    });

    it('is not taken over, nor cut off, by a tab that the same file is added to', async () => {
      const cutOff: string[] = [];
      first.page.on('requestfailed', (request) => cutOff.push(request.url()));
      await second.chooseFiles('Upload videos', [HOLIDAY]);
      await second.page.getByText(`has the upload of “${basename(HOLIDAY)}” already`).waitFor();
      expect(await uploads(second).getByRole('progressbar').count()).to.equal(0);
      expect(cutOff).to.deep.equal([]);
    });

    it('goes on in the other tab where it was, once its own is closed', async () => {
      link.holdUploadsAfter(Number.POSITIVE_INFINITY);
      await first.page.close();
      await uploads(second).getByText('It was cut off: add the same file again').waitFor();
      const offset = nextOffset(second);
      await second.chooseFiles('Upload videos', [HOLIDAY]);
      expect(await offset).to.be.within(1, statSync(HOLIDAY).size - 1);
      await second.page.getByRole('button', { name: 'Holiday', exact: true }).waitFor();
      await uploads(second).waitFor({ state: 'detached' });
      expect(second.errors).to.deep.equal([]);
    });

    /** Where the next piece of an upload begins. */
    async function nextOffset({ page }: ConsolePage): Promise<number> {
      const patch = await page.waitForRequest((request) => request.method() === 'PATCH');
      return Number(patch.headers()['upload-offset']);
    }

    function uploads({ page }: ConsolePage) {
      return page.getByRole('region', { name: 'Uploads' });
    }
  });
});
