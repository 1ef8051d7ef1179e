import { expect } from 'chai';
import type { Cookie, Locator } from 'playwright-core';
import type { EntryView, ScheduleView } from '../../shared/api/schedule.js';
import { broadcast } from '../support/broadcast.js';
import { type ConsoleOptions, ConsolePage } from '../support/console-page.js';
import type { HostClient } from '../support/host-client.js';

const SCHEDULE = '/console/channels/counter/schedule';
const HOUR_MS = 3_600_000;
const DAYS = { day: 1, week: 7 };

/** The channel loops its programme already: whatever is placed is placed over it. */
describe('the schedule of a channel', function () {
  this.timeout(60_000);

  const air = broadcast();
  let client: HostClient;
  let cookies: Cookie[];
  let host: ConsolePage;

  before(async () => {
    client = await air.signInByApi();
    const signedIn = await air.signInAtConsole();
    cookies = await signedIn.context.cookies();
    await signedIn.close();
  });

  afterEach(async () => {
    await host?.close();
  });

  for (const { width, opensWith, other, hour } of [
    { width: 1440, opensWith: 'week', other: 'day', hour: 22 },
    { width: 1440, opensWith: 'week', other: 'day', hour: 0 },
    { width: 375, opensWith: 'day', other: 'week', hour: 22 },
    { width: 375, opensWith: 'day', other: 'week', hour: 12 },
  ] as const) {
    it(`opens as a ${opensWith} at ${width} px at ${hour} h, and has now in sight in it and as a ${other}`, async () => {
      host = await open({ width, height: 900, timezoneId: zoneAt(hour) });
      await daysAreShown(DAYS[opensWith]);
      await nowIsInSight();
      await choose(other);
      await daysAreShown(DAYS[other]);
      await nowIsInSight();
    });
  }

  it('has now in sight where it is in another time zone, and again after it was scrolled away', async () => {
    host = await open();
    // It is another day there for half of ours. The clock may go on to the next hour meanwhile.
    const hours = [0, 1].map((more) => String((new Date().getUTCHours() + 14 + more) % 24).padStart(2, '0'));
    const timesThere = new RegExp(`^(${hours.join('|')}):\\d\\d$`);
    await host.click('combobox', 'Time zone');
    await host.page.getByLabel('Time zone').first().fill('Pacific/Kiritimati');
    await host.click('option', 'Pacific/Kiritimati');
    await host.page.getByText(timesThere).first().waitFor();
    await nowIsInSight();
    await viewport().evaluate((node) => node.scrollTo({ top: node.scrollTop > 500 ? 0 : node.scrollHeight }));
    await host.click('button', 'Today');
    await nowIsInSight();
  });

  for (const { width, hour } of [
    { width: 1440, hour: 12 },
    { width: 1440, hour: 22 },
    { width: 375, hour: 20 },
  ]) {
    it(`is zoomed at ${width} px at ${hour} h without losing the hour that is looked at`, async () => {
      host = await open({ width, height: 900, timezoneId: zoneAt(hour) });
      const tall = await hourHeight();
      await host.click('button', 'Zoom in');
      await nowIsInSight();
      expect(await hourHeight()).to.be.above(2 * tall);
      await host.click('button', 'Zoom out');
      await host.click('button', 'Zoom out');
      expect(await hourHeight()).to.be.below(tall);
      await nowIsInSight();
    });
  }

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

  it('moves a series to another day of the week by its rule, and what no rule says not at all', async () => {
    const dayMs = 24 * HOUR_MS;
    const monday = Math.floor(Date.now() / dayMs) * dayMs - ((new Date().getUTCDay() + 6) % 7) * dayMs;
    const startsAt = monday + 8 * dayMs + 12 * HOUR_MS;
    const input = { sequenceId: null, startsAt, endsAt: startsAt + HOUR_MS, priority: 5, timeZone: 'UTC' };
    const { id } = await client.send<EntryView>('POST', '/channels/counter/schedule', {
      ...{ ...input, repeat: 'FREQ=WEEKLY;BYDAY=TU' },
    });
    host = await open({ timezoneId: 'UTC' });
    await nextWeek();
    const series = () => host.page.getByRole('button', { name: /priority 5/ }).first();
    const [wednesday, sizes] = [slots(12).nth(2), { sourcePosition: { x: 20, y: 8 }, targetPosition: { x: 20, y: 2 } }];
    await wednesday.evaluate((node) => node.scrollIntoView({ block: 'center' }));
    await series().dragTo(wednesday, sizes);
    await saveWhatIsTold();
    const moved = (await specials()).find((entry) => entry.id === id)!;
    expect(moved).to.include({
      repeat: 'FREQ=WEEKLY;BYDAY=WE',
      startsAt: startsAt + dayMs,
      endsAt: startsAt + dayMs + HOUR_MS,
    });

    await client.send('PATCH', `/channels/counter/schedule/${id}`, {
      repeat: 'FREQ=MONTHLY;BYDAY=WE;BYSETPOS=1,2,3,4,5',
    });
    await host.page
      .getByRole('button', { name: /by the rule/ })
      .first()
      .waitFor();
    await host.page
      .getByRole('button', { name: /by the rule/ })
      .first()
      .dragTo(slots(12).nth(3), sizes);
    await host.page.getByText('It stays where it is').waitFor();
    await client.send('DELETE', `/channels/counter/schedule/${id}`);
  });

  it('puts on air by the clock of the server, whatever the clock of the host says', async () => {
    host = await open();
    await host.context.addInitScript(() => {
      const Right = Date;
      window.Date = class extends Right {
        constructor(...given: [] | [number]) {
          super(...((given.length === 0 ? [window.Date.now()] : given) as [number]));
        }
        static override now() {
          return Right.now() + 50 * 3_600_000;
        }
      } as DateConstructor;
    });
    await host.page.reload();
    await nowIsInSight();
    const today = new Intl.DateTimeFormat('sv-SE', {
      timeZone: await host.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    }).format();
    await host.page
      .getByRole('button', { name: new RegExp(`^Time slot ${today} `) })
      .first()
      .waitFor();
    await host.page.getByRole('button', { name: 'Put on air' }).click();
    await host.click('button', 'Go on', host.dialog('Put on air'));
    const told = host.dialog('What this changes');
    await told
      .getByText(/instead of/)
      .first()
      .waitFor();
    await told.getByRole('button', { name: /^(Save|Change it on air now)$/ }).click();
    await told.waitFor({ state: 'hidden' });
    const [entry] = (await specials()).filter(({ endsAt, priority }) => endsAt === null && priority === 1);
    expect(entry!.startsAt - Date.now()).to.be.within(-60_000, 60_000);
    await client.send('DELETE', `/channels/counter/schedule/${entry!.id}?force=true`);
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

  it('comes back on chosen days, and says so in words', async () => {
    host = await open();
    await nextWeek();
    await slot(6).click();
    const dialog = host.dialog('Put on air');
    await host.click('combobox', 'Comes back', dialog);
    await host.click('option', 'On some days of the week');
    await dialog.getByRole('checkbox', { name: 'Monday' }).and(host.page.locator(':checked')).waitFor();
    await host.click('checkbox', 'Thursday', dialog);
    await host.click('button', 'Go on', dialog);
    await saveWhatIsTold();
    const times = host.page.getByTitle('Counters (every week on Monday and Thursday, priority 1)');
    await times.nth(1).waitFor();
    const { id } = (await specials()).find(({ repeat }) => repeat !== null)!;
    await client.send('DELETE', `/channels/counter/schedule/${id}`);
  });

  it('is placed above all that it meets when it comes back, though nothing on the screen tells of it', async () => {
    const startsAt = Date.now() + 30 * 24 * HOUR_MS;
    const later = { sequenceId: null, startsAt, endsAt: startsAt + 24 * HOUR_MS, priority: 3 };
    const { id: laterId } = await client.send<EntryView>('POST', '/channels/counter/schedule', later);
    host = await open();
    await nextWeek();
    await slot(6).click();
    const dialog = host.dialog('Put on air');
    await host.click('combobox', 'Comes back', dialog);
    await host.click('option', 'Every day');
    await host.click('button', 'Go on', dialog);
    await saveWhatIsTold();
    const { id, priority } = (await specials()).find(({ repeat }) => repeat !== null)!;
    expect(priority).to.equal(4);
    for (const one of [id, laterId]) await client.send('DELETE', `/channels/counter/schedule/${one}`);
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
    // Of every day of the week that it has been on air, there is one.
    await host.page.getByRole('button', { name: 'Counters (looping)' }).first().click();
    await host.click('button', 'Take it out', host.dialog('Entry of the schedule'));
    await host.page.getByText('This changes what is on air right now').waitFor();
    await host.click('button', 'Change it on air now');
    await host.dialog('What this changes').waitFor({ state: 'hidden' });
    const { entries } = await client.get<ScheduleView>('/channels/counter/schedule');
    expect(entries).to.deep.equal([]);
  });

  function open(from: Pick<ConsoleOptions, 'width' | 'height' | 'timezoneId'> = {}): Promise<ConsolePage> {
    const options = { ...from, cookies, path: SCHEDULE, reducedMotion: 'reduce' } as const;
    return ConsolePage.open(air.browser, air.server.url, options);
  }

  function viewport(): Locator {
    return host.page.locator('.mantine-ScrollArea-viewport').filter({ has: slot(0) });
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
  }

  async function daysAreShown(count: number): Promise<void> {
    await host.page.waitForFunction(
      (wanted) => document.querySelectorAll('button[aria-label*=" 12:00:00 -"]').length === wanted,
      count,
    );
  }

  /** Waits until it is there, with what loops on every day of it. */
  async function nextWeek(): Promise<void> {
    const thisMonday = host.page.getByRole('button', { name: (await slot(12).getAttribute('aria-label'))! });
    await host.click('button', 'Next');
    await thisMonday.waitFor({ state: 'detached' });
    await host.page.getByRole('button', { name: 'Counters (looping)' }).nth(6).waitFor();
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

  /** Waits until the line at now is within what is scrolled, and that is on the screen. */
  async function nowIsInSight(): Promise<void> {
    await host.page.waitForFunction(() => {
      const marks = document.querySelectorAll(
        '[class*=currentTimeIndicatorThumb], [class*=currentTimeIndicatorTimeBubble]',
      );
      const mark = [...marks].at(-1);
      const scrolled = mark?.closest('.mantine-ScrollArea-viewport')?.getBoundingClientRect();
      if (mark === undefined || scrolled === undefined) return false;
      const { left, right, top, bottom } = mark.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const isScrolledTo = x > scrolled.left && x < scrolled.right && y > scrolled.top && y < scrolled.bottom;
      return isScrolledTo && y < window.innerHeight;
    });
  }

  /** What was placed over the loop. */
  async function specials(): Promise<EntryView[]> {
    const { entries } = await client.get<ScheduleView>('/channels/counter/schedule');
    return entries.filter(({ priority }) => priority > 0);
  }
});

/** Where it is that hour of the day now, for an hour at most: what is in sight must not hang on when the test is run. */
function zoneAt(hour: number): string {
  const now = new Date();
  const hourIn = (timeZone: string) =>
    Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(now));
  return Intl.supportedValuesOf('timeZone').find((timeZone) => hourIn(timeZone) === hour)!;
}
