import { expect } from 'chai';
import type { Browser, Locator } from 'playwright-core';
import type { EntryView, ScheduleView } from '../../shared/api/schedule.js';
import { launchBrowser } from '../support/browser.js';
import { ConsolePage } from '../support/console-page.js';
import { HostClient } from '../support/host-client.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, testLibrary } from '../support/station.js';

const PASSWORD = 'correct horse battery';
const SCHEDULE = '/console/channels/counter/schedule';
const HOUR_MS = 3_600_000;
const DAYS = { day: 1, week: 7 };

/** The channel loops its programme already: whatever is placed is placed over it. */
describe('the schedule of a channel', function () {
  this.timeout(60_000);

  let server: ServerProcess;
  let browser: Browser;
  let client: HostClient;
  let host: ConsolePage;

  before(async () => {
    const station = await makeStation(await testLibrary());
    server = await ServerProcess.start({ ...station, env: { ...station.env, ADMIN_PASSWORD: PASSWORD } });
    client = await HostClient.signIn(server.url, 'admin', PASSWORD);
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  afterEach(async () => {
    await host?.close();
  });

  for (const { width, opensWith, other } of [
    { width: 1440, opensWith: 'week', other: 'day' },
    { width: 375, opensWith: 'day', other: 'week' },
  ] as const) {
    it(`opens as a ${opensWith} at ${width} px, and has now in sight in it and as a ${other}`, async () => {
      host = await open({ width, height: 900 });
      await isInSight(nowLine());
      expect(await slots(12).count()).to.equal(DAYS[opensWith]);
      await choose(other);
      await isInSight(nowLine());
      expect(await slots(12).count()).to.equal(DAYS[other]);
    });
  }

  it('has now in sight where it is in another time zone, and again after it was scrolled away', async () => {
    host = await open();
    // It is another day there, at one end of this one or the other.
    await host.click('combobox', 'Time zone');
    await host.page.getByLabel('Time zone').first().fill('Pacific/Kiritimati');
    await host.click('option', 'Pacific/Kiritimati');
    await isInSight(nowLine());
    await viewport().evaluate((node) => node.scrollTo({ top: node.scrollTop > 500 ? 0 : node.scrollHeight }));
    await host.click('button', 'Today');
    await isInSight(nowLine());
  });

  it('is zoomed without losing the hour that is looked at', async () => {
    host = await open();
    const tall = await hourHeight();
    await host.click('button', 'Zoom in');
    await isInSight(nowLine());
    expect(await hourHeight()).to.be.above(2 * tall);
    await host.click('button', 'Zoom out');
    await host.click('button', 'Zoom out');
    expect(await hourHeight()).to.be.below(tall);
    await isInSight(nowLine());
  });

  it('is placed on by dragging over hours, above what loops behind them, and says first what changes', async () => {
    host = await open();
    await nextWeek();
    await slot(10).dragTo(slot(11));
    await host.click('button', 'Go on', host.dialog('Put on air'));
    await saveWhatIsTold();
    const [entry] = await specials();
    expect(entry).to.include({ priority: 1 });
    expect(entry!.endsAt! - entry!.startsAt).to.equal(1.5 * HOUR_MS);
  });

  it('moves what is dragged elsewhere, and nothing before it is confirmed', async () => {
    host = await open();
    await nextWeek();
    const [before] = await specials();
    const special = host.page.getByRole('button', { name: /priority 1/ });
    // Both ends of the way away from the edges, at which the calendar scrolls.
    await slot(12).evaluate((node) => node.scrollIntoView({ block: 'center' }));
    await special.dragTo(slot(14), { sourcePosition: { x: 20, y: 8 }, targetPosition: { x: 20, y: 2 } });
    await saveWhatIsTold(async () => expect(await specials()).to.deep.equal([before]));
    const [after] = await specials();
    expect(after!.startsAt - before!.startsAt).to.equal(4 * HOUR_MS);
    expect(after!.endsAt! - after!.startsAt).to.equal(before!.endsAt! - before!.startsAt);
  });

  it('is placed on by keyboard alone', async () => {
    host = await open();
    await nextWeek();
    await slot(6).focus();
    await host.press('ArrowDown');
    await host.press('Enter');
    await host.dialog('Put on air').waitFor();
    await host.press('Escape');
    await host.dialog('Put on air').waitFor({ state: 'hidden' });
  });

  it('takes out what lies ahead without force, and says what comes instead', async () => {
    host = await open();
    await nextWeek();
    await host.click('button', /priority 1/);
    await host.click('button', 'Take it out', host.dialog('Entry of the schedule'));
    await saveWhatIsTold();
    expect(await specials()).to.deep.equal([]);
  });

  it('warns before it takes out what is on air, and forces it only then', async () => {
    host = await open();
    await host.click('button', 'Counters (looping)');
    await host.click('button', 'Take it out', host.dialog('Entry of the schedule'));
    await host.page.getByText('This changes what is on air right now').waitFor();
    await host.click('button', 'Change it on air now');
    await host.dialog('What this changes').waitFor({ state: 'hidden' });
    const { entries } = await client.get<ScheduleView>('/channels/counter/schedule');
    expect(entries).to.deep.equal([]);
  });

  async function open(size: { width?: number; height?: number } = {}): Promise<ConsolePage> {
    const opened = await ConsolePage.open(browser, server.url, { ...size, reducedMotion: 'reduce' });
    await opened.signIn('admin', PASSWORD);
    await opened.page.goto(SCHEDULE);
    return opened;
  }

  function viewport(): Locator {
    return host.page.locator('.mantine-ScrollArea-viewport').filter({ has: slot(0) });
  }

  function nowLine(): Locator {
    return host.page.locator('[class*=currentTimeIndicatorThumb], [class*=currentTimeIndicatorTimeBubble]').last();
  }

  /** What begins at a full hour, of every day that is shown. */
  function slots(hour: number): Locator {
    const time = `${String(hour).padStart(2, '0')}:00:00`;
    return host.page.getByRole('button', { name: new RegExp(`^Time slot (\\S+ )?${time} -`) });
  }

  function slot(hour: number): Locator {
    return slots(hour).first();
  }

  async function hourHeight(): Promise<number> {
    const [noon, one] = await Promise.all([slot(12).boundingBox(), slot(13).boundingBox()]);
    return one!.y - noon!.y;
  }

  /** The buttons of wide screens are a list on narrow ones. */
  async function choose(view: string): Promise<void> {
    const list = host.page.getByRole('combobox', { name: 'Calendar view' });
    if (await list.isVisible()) await list.selectOption(view);
    else await host.click('tab', `Switch to ${view} view`);
    await slot(12).waitFor();
  }

  async function nextWeek(): Promise<void> {
    await host.click('button', 'Next');
    await host.page.getByRole('button', { name: 'Counters (looping)' }).first().waitFor();
  }

  async function saveWhatIsTold(beforeSaving?: () => Promise<unknown>): Promise<void> {
    const told = host.dialog('What this changes');
    await told
      .getByText(/instead of/)
      .first()
      .waitFor();
    await beforeSaving?.();
    await host.click('button', 'Save', told);
    await told.waitFor({ state: 'hidden' });
  }

  async function isInSight(line: Locator): Promise<void> {
    await line.waitFor();
    const [shown, scrolled] = await Promise.all([line.boundingBox(), viewport().boundingBox()]);
    const at = { x: shown!.x + shown!.width / 2, y: shown!.y + shown!.height / 2 };
    expect(at.x).to.be.within(scrolled!.x, scrolled!.x + scrolled!.width);
    expect(at.y).to.be.within(scrolled!.y, scrolled!.y + scrolled!.height);
    expect(at.y).to.be.within(0, host.page.viewportSize()!.height);
  }

  /** What was placed over the loop. */
  async function specials(): Promise<EntryView[]> {
    const { entries } = await client.get<ScheduleView>('/channels/counter/schedule');
    return entries.filter(({ priority }) => priority > 0);
  }
});
