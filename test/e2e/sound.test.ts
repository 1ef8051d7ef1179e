import { expect } from 'chai';
import { broadcast } from '../support/broadcast.js';
import { median } from '../support/statistics.js';
import { ViewerPage } from '../support/viewer-page.js';

const IN_STEP_MS = 40;
const BEEPS = 9;
const HALF_A_SECOND_MS = 500;
/** The player tells the browser how far to hold sound and picture back; Chromium gets there in steps. */
const SETTLE_MS = 3_000;

/**
 * The clips flash and beep at the same instant. The flash is seen in the decoded picture, at the time that the browser
 * gives for its reaching the screen. The beep is heard in the decoded sound of the same connection: when it comes out of
 * the browser's own mixing, plus the delay that the browser measures from there to the output device. Web Audio's queue,
 * 10 to 20 ms, is counted in and not taken off. Screen and speakers themselves are outside of what a page can know.
 */
describe('the sound of a channel', function () {
  this.timeout(60_000);
  const air = broadcast();

  let viewer: ViewerPage;

  before(async () => {
    viewer = await ViewerPage.open(air.browser, air.watchUrl);
    const [first] = await viewer.watch(1);
    await viewer.watchFor({ sinceMs: first!.displayedAtMs, durationMs: SETTLE_MS });
  });

  it('is there, and in step with the picture within 40 ms', async () => {
    // The first beep finds Web Audio's own buffers filling up and may come late through them.
    const [, ...beeps] = await viewer.listen(BEEPS + 1);
    const flashes = (await viewer.frames()).flatMap(({ reading, displayedAtMs }) =>
      reading.kind === 'frame' && reading.flash ? [displayedAtMs] : [],
    );
    const offsets = beeps.flatMap((beep) => {
      const partner = flashes.find((flash) => Math.abs(flash - beep) < HALF_A_SECOND_MS);
      // A browser short of time leaves out a frame now and then; without its flash a beep tells nothing.
      return partner === undefined ? [] : [beep - partner];
    });
    expect(offsets.length).to.be.at.least(BEEPS / 2);
    expect(Math.abs(median(offsets)), `the median of ${offsets.map(Math.round)}`).to.be.at.most(IN_STEP_MS);
  });
});
