import { expect } from 'chai';
import decodeQr from 'qr/decode.js';
import type { EntryView } from '../../shared/api/schedule.js';
import { globalFrame, latencyMs, type PlannedItem, plannedFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import type { ConsolePage } from '../support/console-page.js';
import type { HostClient } from '../support/host-client.js';
import type { SeenFrame } from '../support/page-probe.js';
import { pictureOf } from '../support/screen.js';
import { median } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';

const WATCH_MS = 2000;
const IN_STEP_WITHIN_MS = 20_000;
/** Two frames. */
const IN_STEP_MS = 2000 / 30;
const PRESENT_MS = 400;
const AFTERWARDS_FRAMES = 30;
/** The tune-in layer can be started with so often. */
const TUNE_IN_IDR_FRAMES = 8;

/** Frames of the grid, from the first to behind the last. */
interface TakenOver {
  readonly clip: number;
  readonly startFrame: number;
  readonly endFrame: number;
}

describe('a host, on the page of a channel that is on air', function () {
  this.timeout(60_000);
  const air = broadcast({ targetLatencyMs: 200 });

  let host: ConsolePage;
  let client: HostClient;
  let viewer: ViewerPage;

  before(async () => {
    client = await air.signInByApi();
    host = await air.signInAtConsole();
    viewer = await ViewerPage.open(air.browser, air.watchUrl);
    await viewer.watch(30);
  });

  it('has a preview that shows what viewers see, in step with them', async () => {
    const address = `${air.server.url}/console/channels/${air.station.channel}/on-air`;
    const preview = await ViewerPage.open(air.browser, address, { cookies: await host.context.cookies() });
    await preview.watch(1);
    await comesInStep(preview);
    expect(preview.errors).to.deep.equal([]);
    await preview.close();
  });

  /** Waits for two seconds in which the preview is in step with the viewer; a busy machine may disturb what came before. */
  async function comesInStep(preview: ViewerPage): Promise<void> {
    const untilMs = Date.now() + IN_STEP_WITHIN_MS;
    for (;;) {
      const whole = { sinceMs: Date.now(), durationMs: WATCH_MS };
      const [shown, seen] = await Promise.all([preview.watchFor(whole), viewer.watchFor(whole)]);
      expectPlanned(shown);
      const [ofPreview, ofViewer] = [shown, seen].map((frames) =>
        median(frames.map((frame) => latencyMs(air.station.plan, frame))),
      );
      const apartMs = Math.abs(ofPreview! - ofViewer!);
      if (apartMs <= IN_STEP_MS) return;
      if (Date.now() > untilMs) expect(apartMs, 'apart, by the median').to.be.at.most(IN_STEP_MS);
    }
  }

  it('is told in the list who watches, and that the host does', async () => {
    await host.click('link', 'Channels');
    await host.click('link', 'Counters');
    await host.page.getByRole('cell', { name: 'admin, in the console' }).waitFor();
  });

  it('plays something at once: viewers change on its first frame, and return to the programme behind its last', async () => {
    const [, item] = air.station.plan.items as [PlannedItem, PlannedItem];
    const startFrame = await playNow(item, 'Once through');
    const endFrame = startFrame + item.frames;
    await viewer.watch(1, { sinceMs: msOf(endFrame + AFTERWARDS_FRAMES) + PRESENT_MS });
    expectPlanned(await viewer.frames(), { clip: item.clip, startFrame, endFrame });
    const received = (await viewer.streams()).flat().map((timestamp) => frameOf(timestamp, Date.now()));
    expect(received).to.include.members([startFrame - 1, startFrame, endFrame - 1]);
    // The programme is in the middle of an item by then, where not every frame can be the first.
    const back = received.find((at) => at >= endFrame)!;
    expect(back - endFrame).to.be.below(TUNE_IN_IDR_FRAMES);
  });

  it('goes back to the schedule before its end when told to', async () => {
    const [item] = air.station.plan.items as [PlannedItem];
    const startFrame = await playNow(item, 'For 5 minutes');
    await viewer.watch(1, { sinceMs: msOf(startFrame) + PRESENT_MS });
    await host.page.getByText(`“${item.title}” covers what is scheduled`).waitFor();
    await host.click('button', 'Back to the schedule');
    const dialog = host.dialog('What this changes');
    await dialog.getByText('This changes what is on air right now').waitFor();
    await host.click('button', 'Change it on air now', dialog);
    await dialog.waitFor({ state: 'detached' });
    const sinceMs = Date.now() + PRESENT_MS + 1000;
    const frames = await viewer.watchFor({ sinceMs, durationMs: 1000 });
    expectPlanned(frames);
    await host.page.getByText('covers what is scheduled').waitFor({ state: 'detached' });
    expect(viewer.errors).to.deep.equal([]);
  });

  it('shares a code that a phone reads as the link for viewers', async () => {
    await host.click('tab', 'Share');
    const { width, height, data } = await pictureOf(host.page.getByRole('img', { name: /^QR code/ }));
    expect(decodeQr({ width, height, data })).to.equal(air.watchUrl);
  });

  /** @returns the frame of the grid that it starts at */
  async function playNow({ title }: PlannedItem, length: string): Promise<number> {
    await host.click('button', 'Play this now');
    const dialog = host.dialog('Play this now');
    await host.click('combobox', 'What to play', dialog);
    await host.click('option', title);
    await host.click('combobox', 'How long', dialog);
    await host.click('option', length);
    await host.click('button', 'Go on', dialog);
    const question = host.dialog('What this changes');
    await question.getByText('This changes what is on air right now').waitFor();
    await host.click('button', 'Change it on air now', question);
    await host.page.getByText('The schedule is saved.').last().waitFor();
    const { entries } = await client.get<{ entries: EntryView[] }>(`/channels/${air.station.channel}/schedule`);
    const newest = entries.reduce((latest, entry) => (entry.startsAt > latest.startsAt ? entry : latest));
    return Math.round((newest.startsAt * air.station.plan.fps) / 1000);
  }

  /** Every frame shows what the programme has for it, or what was put over that. */
  function expectPlanned(frames: readonly SeenFrame[], over?: TakenOver): void {
    for (const { reading, rtpTimestamp, displayedAtMs } of frames) {
      const at = frameOf(rtpTimestamp, displayedAtMs);
      if (over && at >= over.startFrame && at < over.endFrame) {
        expect(reading).to.include({ kind: 'frame', clip: over.clip, frame: at - over.startFrame });
      } else {
        const { item, frame } = plannedFrame(air.station.plan, rtpTimestamp, displayedAtMs);
        expect(reading).to.include({ kind: 'frame', clip: item.clip, frame });
      }
    }
  }

  function frameOf(rtpTimestamp: number, nearMs: number): number {
    return globalFrame(air.station.plan, rtpTimestamp, nearMs);
  }

  function msOf(frame: number): number {
    return (frame * 1000) / air.station.plan.fps;
  }
});
