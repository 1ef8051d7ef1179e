import { expect } from 'chai';
import type { Locator, Request } from 'playwright-core';
import { broadcast } from '../support/broadcast.js';
import type { ConsolePage } from '../support/console-page.js';
import { frameShownIn } from '../support/screen.js';

const [ONE, TWO, THREE] = ['Counter 1', 'Counter 2', 'Counter 3'] as const;
const PICTURES_ACROSS = 8;

/** The editor as hosts use it, each step on top of the one before. */
describe('the sequence editor', function () {
  this.timeout(60_000);
  const air = broadcast();
  let host: ConsolePage;
  /** What the browser asked the host. */
  const questions: string[] = [];

  before(async () => {
    host = await air.signInAtConsole();
    host.page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.dismiss();
    });
    await host.click('link', 'Sequences');
    await host.click('link', 'New sequence');
  });

  it('takes media out of the library with the mouse, to where it is put down', async () => {
    const list = host.page.getByText('Drag media here');
    await drag(ONE, list);
    await isListed([ONE]);
    await host.click('button', `Add ${TWO}`);
    await isListed([ONE, TWO]);
    await drag(THREE, items().nth(1));
    await isListed([ONE, THREE, TWO]);
  });

  it('leaves out what is put down beside the sequence', async () => {
    await drag(TWO, host.page.getByLabel('Name of the sequence'));
    await isSaid('beside the sequence');
    await isListed([ONE, THREE, TWO]);
  });

  it('takes media out of the library by keyboard', async () => {
    await inLibrary(TWO).focus();
    await host.pickUp();
    await isSaid('picked up');
    await host.press('ArrowLeft');
    await isSaid('place 4 of 4');
    await host.press('ArrowUp');
    await isSaid('place 3 of 4');
    await host.press('ArrowUp');
    await isSaid('place 2 of 4');
    await host.press('Space');
    await isSaid('put down at place 2 of 4');
    await isListed([ONE, TWO, THREE, TWO]);
  });

  it('undoes, and does again', async () => {
    await host.press('Control+z');
    await isListed([ONE, THREE, TWO]);
    await host.press('Control+Shift+z');
    await isListed([ONE, TWO, THREE, TWO]);
  });

  it('tells when each item would be on air, for a start of the host’s choosing', async () => {
    await items().first().getByText('at 0.0 s, for 4.0 s').waitFor();
    await host.click('button', 'Times if it starts at');
    const picker = host.page.getByRole('dialog');
    await picker.getByRole('button', { name: /^15 / }).click();
    await host.fill('Hours', '20', picker);
    await host.click('button', 'Take this time', picker);
    await items().nth(0).getByText('at 20:00:00, for 4.0 s').waitFor();
    await items().nth(1).getByText('at 20:00:04, for 5.3 s').waitFor();
    await items().nth(2).getByText('at 20:00:09, for 1.6 s').waitFor();
  });

  it('trims a media on a strip of its own pictures', async () => {
    await host.click('button', `Actions for ${ONE}`);
    await host.click('menuitem', 'Trim');
    const dialog = host.dialog(`Trim “${ONE}”`);
    const pictures = dialog.locator('svg:has(image)');
    await pictures.nth(PICTURES_ACROSS - 1).waitFor();
    await pictures.first().evaluate(isLoaded);
    const shown = await Promise.all((await pictures.all()).map(frameShownIn));
    // A picture for each two seconds of the four.
    expect(shown.map((reading) => reading.kind === 'frame' && [reading.clip, reading.frame])).to.deep.equal([
      ...Array.from({ length: PICTURES_ACROSS / 2 }, () => [1, 0]),
      ...Array.from({ length: PICTURES_ACROSS / 2 }, () => [1, 60]),
    ]);
    await dialog.getByRole('slider', { name: 'Start' }).press('ArrowRight');
    await dialog.getByRole('textbox', { name: 'End' }).fill('3.1');
    await dialog.getByText('3.0 s are shown').waitFor();
    await host.click('button', 'Done', dialog);
    await items().first().getByText('for 3.0 s').waitFor();
    await items().first().getByText('Trimmed').waitFor();
  });

  it('asks before changes are left that are not saved, on every way out', async () => {
    const { pathname } = new URL(host.page.url());
    const ways = [
      () => host.click('link', 'Channels'),
      () => host.page.evaluate(() => history.back()),
      () => host.page.evaluate(() => location.reload()),
    ];
    for (const leave of ways) {
      const question = host.page.waitForEvent('dialog');
      await leave();
      await question;
      await host.page.waitForURL(`**${pathname}`);
    }
    const question = 'There are changes that are not saved. Leave them?';
    // The words of the last are the browser's own.
    expect(questions.splice(0)).to.deep.equal([question, question, '']);
    await isListed([ONE, TWO, THREE, TWO]);
  });

  it('asks nothing when they are saved: the sequence has an address from then on', async () => {
    await host.fill('Name of the sequence', 'Evening');
    await host.click('button', 'Save');
    await host.page.waitForURL(/\/sequences\/[0-9a-f-]{36}$/);
    expect(questions).to.deep.equal([]);
  });

  it('changes nothing by a dialog that is left, or that nothing was changed in', async () => {
    await host.click('button', `Actions for ${THREE}`);
    await host.click('menuitem', 'Make it a slot for audiences');
    await host.dialog('Slot').waitFor();
    await host.press('Escape');
    await host.dialog('Slot').waitFor({ state: 'detached' });
    await host.click('button', `Actions for ${ONE}`);
    await host.click('menuitem', 'Trim', host.page.getByRole('menu', { name: `Actions for ${ONE}` }));
    await host.click('button', 'Done', host.dialog(`Trim “${ONE}”`));
    await host.dialog(`Trim “${ONE}”`).waitFor({ state: 'detached' });
    await host.page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await items().getByText('variants').count()).to.equal(0);
    expect(await host.page.getByRole('button', { name: 'Undo' }).isDisabled()).to.equal(true);
  });

  it('tells when somebody else has saved meanwhile, and shows what they have', async () => {
    await rename('Their evening');
    await host.click('button', `Add ${ONE}`);
    await host.click('button', 'Save');
    await host.page.getByRole('alert').getByText('Somebody else has saved this sequence meanwhile').waitFor();
    await isListed([ONE, TWO, THREE, TWO, ONE]);
    await host.click('button', 'Load theirs');
    await host.page.getByLabel('Name of the sequence').and(host.page.locator('[value="Their evening"]')).waitFor();
    await isListed([ONE, TWO, THREE, TWO]);
  });

  it('or puts one’s own in its place', async () => {
    await rename('Their evening again');
    await host.fill('Name of the sequence', 'My evening');
    await host.click('button', 'Save');
    await host.click('button', 'Save mine instead');
    await host.page.getByText('“My evening” is saved.').waitFor();
    await host.click('link', 'Sequences');
    await host.page.getByRole('link', { name: 'My evening' }).waitFor();
    expect(questions).to.deep.equal([]);
  });

  it('shows what somebody else has saved since, when it is opened again', async () => {
    await host.click('link', 'My evening');
    await isListed([ONE, TWO, THREE, TWO]);
    const address = host.page.url();
    await host.click('link', 'Sequences');
    await rename('Their evening once more', address);
    await host.click('link', 'My evening');
    await host.page
      .getByLabel('Name of the sequence')
      .and(host.page.locator('[value="Their evening once more"]'))
      .waitFor();
  });

  it('keeps what is done while it is being saved', async () => {
    const isSave = (request: Request) => request.method() === 'PATCH';
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await host.page.route('**/api/v1/sequences/*', async (route) => {
      if (isSave(route.request())) await held;
      await route.continue();
    });
    await host.fill('Name of the sequence', 'Slowly saved');
    const asked = host.page.waitForRequest(isSave);
    await host.click('button', 'Save');
    await asked;
    await host.click('button', `Add ${ONE}`);
    letGo();
    await host.page.getByText('“Slowly saved” is saved.').waitFor();
    await isListed([ONE, TWO, THREE, TWO, ONE]);
    await host.click('button', 'Undo');
    await isListed([ONE, TWO, THREE, TWO]);
    expect(await host.page.getByRole('button', { name: 'Save' }).isDisabled()).to.equal(true);
  });

  function items(): Locator {
    return host.page.getByRole('list', { name: 'Items of the sequence' }).getByRole('listitem');
  }

  function inLibrary(title: string): Locator {
    return host.page.getByRole('button', { name: new RegExp(`^${title}`) });
  }

  async function isListed(titles: readonly string[]): Promise<void> {
    await items()
      .nth(titles.length - 1)
      .waitFor();
    await items().nth(titles.length).waitFor({ state: 'detached' });
    // A row that has just come has no inner text before it is painted (`content-visibility`).
    const listed = await items().locator('[title]').allTextContents();
    expect(listed).to.deep.equal(titles);
  }

  /** Waits for what a screen reader is told of a move. */
  async function isSaid(words: string): Promise<void> {
    await host.page.getByRole('status').filter({ hasText: words }).waitFor();
  }

  async function drag(title: string, to: Locator): Promise<void> {
    const { mouse } = host.page;
    await inLibrary(title).hover();
    await mouse.down();
    const { x, y, width, height } = (await to.boundingBox())!;
    await mouse.move(x + width / 2, y + height / 2, { steps: 10 });
    await mouse.up();
  }

  async function rename(name: string, address = host.page.url()): Promise<void> {
    const client = await air.signInByApi();
    await client.send('PATCH', new URL(address).pathname.replace('/console', ''), { name });
  }
});

/** Runs in the page. */
async function isLoaded(picture: Element): Promise<void> {
  const image = new Image();
  image.src = picture.querySelector('image')!.href.baseVal;
  await image.decode();
}
