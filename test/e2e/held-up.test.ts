import { expect } from 'chai';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { globalFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { longestGap } from '../support/picture-check.js';
import { ViewerPage } from '../support/viewer-page.js';

declare global {
  interface Window {
    holdsBack: boolean;
    states: string[];
  }
}

/** What a browser does for half a minute after a stall, whatever it is asked: here for as long as a receiver lives. */
const HOLD_BACK = `
  window.holdsBack = true;
  const stuck = new WeakSet();
  const target = Object.getOwnPropertyDescriptor(RTCRtpReceiver.prototype, 'jitterBufferTarget');
  Object.defineProperty(RTCRtpReceiver.prototype, 'jitterBufferTarget', {
    ...target,
    set(ms) {
      if (window.holdsBack) stuck.add(this);
      target.set.call(this, stuck.has(this) ? 700 : ms);
    },
  });`;

describe('a viewer whose browser holds the picture back', function () {
  this.timeout(60_000);
  const air = broadcast();

  it('is in step again by a new session, and sees no break', async () => {
    const viewer = await ViewerPage.open(air.browser, air.watchUrl, { scripts: [HOLD_BACK] });
    const offBy = (isFar: boolean) =>
      viewer.page.waitForFunction(
        (far) => {
          const skewMs = document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.stats?.()?.skewMs;
          return typeof skewMs === 'number' && skewMs > 200 === far;
        },
        isFar,
        { timeout: 30_000 },
      );
    try {
      await offBy(true);
      const [latest] = (await viewer.frames()).slice(-1);
      const sinceMs = latest!.displayedAtMs;
      await viewer.page.evaluate(() => {
        window.holdsBack = false;
        window.states = [];
        document
          .querySelector('streamsync-player')!
          .addEventListener('statechange', (event) => window.states.push((event as CustomEvent).detail.state.name));
      });
      await offBy(false);
      const streams = await viewer.streams();
      expect(streams).to.have.length(2);
      const [lastOfOld, firstOfNew] = [streams[0]!.at(-1)!, streams[1]![0]!];
      const frameOf = (timestamp: number) => globalFrame(air.station.plan, timestamp, sinceMs);
      expect(frameOf(lastOfOld), 'the one goes on until the other is there').to.be.at.least(frameOf(firstOfNew));
      expect(await viewer.page.evaluate(() => window.states)).to.deep.equal([]);
      const seen = (await viewer.frames()).filter(({ displayedAtMs }) => displayedAtMs > sinceMs);
      expect(longestGap(seen, sinceMs).gapMs).to.be.below(500);
    } finally {
      await viewer.close();
    }
  });
});
