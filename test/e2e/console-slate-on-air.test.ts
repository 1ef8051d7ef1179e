import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import type { ScheduleView, VersionView } from '../../shared/api/schedule.js';
import { globalFrame, plannedFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import type { ConsolePage } from '../support/console-page.js';
import type { HostClient } from '../support/host-client.js';
import type { SeenFrame } from '../support/page-probe.js';
import { ViewerPage } from '../support/viewer-page.js';

const SCHEDULE = '/channels/counter/schedule';
const SLATE_FRAMES = 300;
/** Viewers are shown a frame so much later than it is due, at most. */
const LATER_THAN_LATENCY_MS = 1000;

/** A host takes a channel off its programme for a while, with a viewer watching. */
describe('a host who goes to the slate', function () {
  this.timeout(60_000);

  const air = broadcast();
  let client: HostClient;
  let host: ConsolePage;
  let viewer: ViewerPage;
  /** When the slate is planned from, and until when: UTC milliseconds. */
  let fromMs: number;
  let untilMs: number;

  before(async () => {
    client = await air.signInByApi();
    viewer = await ViewerPage.open(air.browser, air.watchUrl);
    host = await air.signInAtConsole();
    await host.page.goto('/console/channels/counter/on-air');
    await viewer.watch(30);
  });

  it('is told what it changes and when the schedule goes on, before it is done', async () => {
    await host.click('button', 'Go to slate');
    const dialog = host.dialog('Go to slate');
    await host.click('combobox', 'How long', dialog);
    await host.click('option', 'For 5 minutes');
    await host.click('button', 'Go on', dialog);
    const changes = host.dialog('What this changes');
    await changes.getByText(/viewers get the slate instead of “Counter \d”/).waitFor();
    await changes.getByText(/^What is scheduled goes on at .*, as if nothing had been\.$/).waitFor();
    await host.click('button', 'Change it on air now', changes);
    await covers().waitFor();

    const { entries } = await client.get<ScheduleView>(SCHEDULE);
    const entry = entries.find(({ sequenceId }) => sequenceId === null)!;
    expect(entry.endsAt! - entry.startsAt).to.equal(5 * 60_000);
    fromMs = entry.startsAt;
  });

  it('sees that it is on, and until when', async () => {
    await slateShown(60);
    await covers()
      .getByText(/^Until \d/)
      .waitFor();
    await host.page
      .getByText(/^Now, until/)
      .locator('..')
      .getByText('Back soon (slate)')
      .waitFor();
  });

  it('finds it in the calendar by its name, and in the history', async () => {
    await host.click('tab', 'Schedule');
    await host.page
      .getByText(/^The slate \(priority 1\)/)
      .first()
      .waitFor();
    await host.click('tab', 'History');
    await host.page.getByText(/^Added the slate at/).waitFor();
    await host.click('tab', 'On air');
  });

  it('goes back to the schedule', async () => {
    await host.click('button', 'Back to the schedule', covers());
    const changes = host.dialog('What this changes');
    await changes.getByText(/instead of the slate/).waitFor();
    await host.click('button', 'Change it on air now', changes);
    await covers().waitFor({ state: 'detached' });
    const { items } = await client.get<{ items: VersionView[] }>(`${SCHEDULE}/versions?limit=1`);
    untilMs = items[0]!.effectiveAt;
    await viewer.watch(60, { sinceMs: untilMs + LATER_THAN_LATENCY_MS });
  });

  it('has shown the slate to viewers from its first planned frame to its last, and the programme around it in step', async () => {
    const frames = await viewer.frames();
    const kinds = new Set<string>();
    for (const frame of frames) {
      const dueMs =
        (globalFrame(air.station.plan, frame.rtpTimestamp, frame.displayedAtMs) * 1000) / air.station.plan.fps;
      const isSlate = dueMs >= fromMs - 1 && dueMs < untilMs - 1;
      kinds.add(isSlate ? 'slate' : dueMs < fromMs ? 'before' : 'after');
      if (isSlate) expectSlate(frame, Math.round(((dueMs - fromMs) * air.station.plan.fps) / 1000));
      else expectProgramme(frame);
    }
    expect([...kinds]).to.deep.equal(['before', 'slate', 'after']);
    expect(viewer.errors).to.deep.equal([]);
    // Browsers log refusals themselves: here of the first question who is signed in.
    expect(host.errors.filter((error) => !/status of 401/.test(error))).to.deep.equal([]);
  });

  it('puts it into the schedule beforehand, like any sequence', async () => {
    await host.click('tab', 'Schedule');
    await host.click('button', 'Put on air');
    const dialog = host.dialog('Put on air');
    await host.click('combobox', 'What is on', dialog);
    await host.click('option', 'The slate');
    expect(await dialog.getByLabel('Again and again').count()).to.equal(0);
    await host.click('button', 'Go on', dialog);
    const changes = host.dialog('What this changes');
    await changes.getByText(/viewers get the slate instead of “Counter \d”/).waitFor();
    // It starts with the next minute, which may be now.
    await host.click('button', /Save|Change it on air now/, changes);
    await host.page
      .getByText(/^The slate \(priority 1\)/)
      .first()
      .waitFor();
    const { entries } = await client.get<ScheduleView>(SCHEDULE);
    const planned = entries.filter(({ sequenceId }) => sequenceId === null);
    expect(planned.map(({ endsAt, loop, priority }) => ({ endsAt, loop, priority }))).to.deep.equal([
      { endsAt: null, loop: true, priority: 1 },
    ]);
  });

  function covers(): Locator {
    return host.page.getByRole('alert').filter({ hasText: 'The slate covers what is scheduled' });
  }

  /** Waits until the viewer has seen so many frames without a number in the picture. */
  async function slateShown(count: number): Promise<void> {
    await viewer.page.waitForFunction(
      (wanted) => window.streamsyncProbe.frames.filter(({ reading }) => reading.kind !== 'frame').length >= wanted,
      count,
      { timeout: 15_000 },
    );
  }

  function expectSlate({ reading, position }: SeenFrame, sinceFrom: number): void {
    const told = `${sinceFrom} frames into the slate`;
    expect(reading.kind, told).to.equal('unreadable');
    expect(position?.mediaId, told).to.match(/^slate-/);
    expect(position?.frame, told).to.equal(sinceFrom % SLATE_FRAMES);
  }

  function expectProgramme({ reading, position, rtpTimestamp, displayedAtMs }: SeenFrame): void {
    const { item, frame } = plannedFrame(air.station.plan, rtpTimestamp, displayedAtMs);
    expect(reading, `at ${displayedAtMs}`).to.include({ kind: 'frame', clip: item.clip, frame });
    if (position !== null) expect(position).to.include({ mediaId: item.mediaId, frame });
  }
});
