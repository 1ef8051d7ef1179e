import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Locator } from 'playwright-core';
import { globalFrame, streamBreaks } from '../support/air-plan.js';
import { launchBrowser } from '../support/browser.js';
import { lookAt } from '../support/console-look.js';
import { ConsolePage } from '../support/console-page.js';
import { makeCounterClip } from '../support/counter-clip.js';
import type { SeenFrame } from '../support/page-probe.js';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';
import { ViewerPage } from '../support/viewer-page.js';

const PASSWORD = 'correct horse battery';
const HOUSE = { fps: 30, width: 640, height: 360 };
const OPENING = { title: 'Opening', clip: 1, frames: 120 };
const NEWS = { title: 'News', clip: 2, frames: 90 };
/** What a new host may do, each click, field and key counted, from the sign-in page to a channel on air. */
const MOST_INTERACTIONS = 15;
/** Viewers are shown a frame so much later than it is due, at most. */
const LATER_THAN_LATENCY_MS = 1000;

interface Shown {
  readonly clip: number;
  readonly frames: number;
}

/** The whole story of a host, each step on top of the one before. */
describe('a host, from the sign-in page to an edit on air', function () {
  this.timeout(60_000);

  let server: ServerProcess;
  let browser: Browser;
  let host: ConsolePage;
  let viewer: ViewerPage;
  let files: string[];
  /** When the loop started, in frames of the grid. */
  let firstFrame: number;
  /** Clicks for the slot: a channel gets on air without one. */
  let forTheSlot = 0;

  before(async () => {
    const folder = makeTempDir('host-files');
    files = await Promise.all(
      [OPENING, NEWS].map(async ({ title, clip, frames }) => {
        const path = join(folder, `${title}.mov`);
        await makeCounterClip({ clip, frames, house: HOUSE }, path);
        return path;
      }),
    );
    server = await ServerProcess.start({
      dataDir: makeTempDir('data'),
      env: { HOUSE_FPS: `${HOUSE.fps}`, HOUSE_SIZE: `${HOUSE.width}x${HOUSE.height}`, ADMIN_PASSWORD: PASSWORD },
    });
    browser = await launchBrowser();
    host = await ConsolePage.open(browser, server.url);
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('signs in', async () => {
    await host.signIn('admin', PASSWORD);
    await host.page.getByText('There is nothing here yet').waitFor();
    await lookAt(host.page, 'welcome');
  });

  it('uploads two files and watches them become ready', async () => {
    await host.chooseFiles('Upload videos', files);
    await Promise.all(
      [OPENING, NEWS].map(async ({ title, frames }) => {
        await card(title)
          .getByText(/Waiting|In preparation/)
          .waitFor();
        await card(title)
          .getByText(`${(frames / HOUSE.fps).toFixed(1)} s`)
          .waitFor();
      }),
    );
  });

  it('makes a sequence of them, with a slot of its own for French viewers', async () => {
    await host.click('link', 'Sequences');
    await host.click('link', 'New sequence');
    await host.click('button', `Add ${OPENING.title}`);
    await host.click('button', `Add ${NEWS.title}`);
    await host.fill('Name of the sequence', 'Programme');

    const before = host.interactions;
    await host.click('button', `Actions for ${NEWS.title}`);
    await host.click('menuitem', 'Make it a slot for audiences');
    const slot = host.dialog('Slot');
    await host.click('button', 'Add a variant', slot);
    const variant = slot.getByRole('group', { name: 'Variant 1' });
    await host.fill('For viewers with', 'lang=fr', variant);
    await host.click('combobox', 'Media', variant);
    await host.click('option', OPENING.title);
    await host.click('button', 'Done', slot);
    forTheSlot = host.interactions - before;

    await items().getByText('1 variant').waitFor();
    await host.page.getByText('2 items, 7.0 s').waitFor();
    await host.click('button', 'Save');
    await host.page.getByText('“Programme” is saved.').waitFor();
  });

  it(`makes a channel with it on air, in under ${MOST_INTERACTIONS} interactions from the sign-in page`, async () => {
    await host.click('link', 'Channels');
    await host.click('button', 'New channel');
    const dialog = host.dialog('New channel');
    await host.fill('Name', 'Story', dialog);
    await dialog.getByLabel('On air from now on').and(host.page.locator('[value="Programme"]')).waitFor();
    await host.click('button', 'Make the channel', dialog);
    const now = host.page.getByText(/^Now, until/).locator('..');
    await now.getByText(new RegExp(`^(${OPENING.title}|${NEWS.title})$`)).waitFor();
    expect(host.interactions - forTheSlot).to.be.below(MOST_INTERACTIONS);

    await host.click('tab', 'Schedule');
    await host.page
      .getByText(/Programme \(looping\)/)
      .first()
      .waitFor();
    const schedule = await host.page.request.get('/api/v1/channels/story/schedule');
    const { entries } = (await schedule.json()) as { entries: { startsAt: number }[] };
    expect(entries).to.have.length(1);
    firstFrame = Math.round((entries[0]!.startsAt * HOUSE.fps) / 1000);
  });

  it('sees on the viewer page what the plan has on every frame', async () => {
    viewer = await ViewerPage.open(browser, `${server.url}/watch/story`);
    expectPlanned(await viewer.watch(60), [OPENING, NEWS], firstFrame);
  });

  it('hands a link to a French viewer, whose slot has the other media', async () => {
    await host.click('tab', 'Share');
    await host.fill('Viewer', 'amelie');
    await host.fill('Audience', 'lang=fr');
    await host.click('button', 'Make a token');
    const link = await host.page.getByText(/\/watch\/story\?token=/).textContent();
    const french = await ViewerPage.open(browser, link!);
    const frames = await french.watch(OPENING.frames + 30);
    await french.close();
    expectPlanned(frames, [OPENING, { ...OPENING, frames: NEWS.frames }], firstFrame);
  });

  it('edits on air by keyboard: what is shown goes on, and what was added comes after it', async () => {
    await host.click('link', 'Sequences');
    await host.click('link', 'Programme');
    await host.click('button', `Add ${NEWS.title}`);
    // The plain item goes before the slot; both are called News, and the new one is last.
    await items()
      .getByRole('button', { name: `Move ${NEWS.title}` })
      .last()
      .focus();
    await host.pickUp();
    await isSaid('place 3 of 3');
    await host.press('ArrowUp');
    await isSaid('place 2 of 3');
    await host.press('Space');
    await isSaid('put down at place 2 of 3');
    const lines = items().getByRole('listitem');
    await lines.nth(2).getByText('1 variant').waitFor();

    const openingStart = await startOfOpening();
    await host.click('button', 'Save');
    await host.page.getByText('“Programme” is saved.').last().waitFor();
    const savedIn = globalNow() - openingStart;
    expect(savedIn, 'frames into Opening when it was saved').to.be.below(OPENING.frames - 15);

    const turn = [OPENING, NEWS, NEWS];
    const turnFrames = OPENING.frames + 2 * NEWS.frames;
    const frames = await viewer.watchFor({
      sinceMs: msOf(openingStart) + LATER_THAN_LATENCY_MS,
      durationMs: ((turnFrames + 30) * 1000) / HOUSE.fps,
    });
    expectPlanned(frames, turn, openingStart);
  });

  it('and nobody saw a jump: one connection, on which every frame came once and in order', async () => {
    const streams = await viewer.streams();
    expect(streams).to.have.length(1);
    expect(streamBreaks(HOUSE, streams[0]!, msOf(firstFrame))).to.deep.equal([]);
    expect(viewer.errors).to.deep.equal([]);
  });

  it('is told what uses a media that cannot be deleted', async () => {
    await host.click('link', 'Library');
    await host.click('button', NEWS.title);
    await host.click('button', 'Delete', host.dialog('Media'));
    await host.click('button', 'Delete', host.dialog(`Delete “${NEWS.title}”?`));
    const refusal = host.dialog('Media').getByRole('alert');
    await refusal.getByText('The sequence “Programme”, on story').waitFor();
    // Browsers log refusals themselves: of the first question who is signed in, and of this.
    expect(host.errors.filter((error) => !/status of (401|409)/.test(error))).to.deep.equal([]);
  });

  function card(title: string): Locator {
    return host.page.getByRole('listitem').filter({ has: host.page.getByRole('button', { name: title, exact: true }) });
  }

  function items(): Locator {
    return host.page.getByRole('list', { name: 'Items of the sequence' });
  }

  /** Waits for what a screen reader is told of a move. */
  async function isSaid(words: string): Promise<void> {
    await host.page.getByRole('status').filter({ hasText: words }).waitFor();
  }

  /** Waits for the first half of Opening to be on the viewer's screen. @returns the frame it started at */
  async function startOfOpening(): Promise<number> {
    const turn = OPENING.frames + NEWS.frames;
    const next = firstFrame + Math.ceil((globalNow() - firstFrame) / turn) * turn;
    await viewer.watch(1, { sinceMs: msOf(next + 5) });
    return next;
  }

  function expectPlanned(frames: readonly SeenFrame[], turn: readonly Shown[], start: number): void {
    const length = turn.reduce((sum, one) => sum + one.frames, 0);
    for (const { reading, rtpTimestamp, displayedAtMs } of frames) {
      const since = globalFrame(HOUSE, rtpTimestamp, displayedAtMs) - start;
      let frame = since % length;
      const shown = turn.find((one) => {
        if (frame < one.frames) return true;
        frame -= one.frames;
        return false;
      })!;
      expect(reading, `${since} frames after the start`).to.include({ kind: 'frame', clip: shown.clip, frame });
    }
  }
});

function globalNow(): number {
  return Math.floor((Date.now() * HOUSE.fps) / 1000);
}

function msOf(frame: number): number {
  return (frame * 1000) / HOUSE.fps;
}
