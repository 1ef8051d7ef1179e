import { expect } from 'chai';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { frameAt } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';

/** A real browser from which a page takes what others do not have. */
describe('a browser that lacks', function () {
  this.timeout(60_000);
  const air = broadcast();

  const LACKING: Record<string, string> = {
    'frame callbacks': 'delete HTMLVideoElement.prototype.requestVideoFrameCallback;',
    jitterBufferTarget: 'delete RTCRtpReceiver.prototype.jitterBufferTarget;',
    'custom states, full screen and picture in picture': `
      delete ElementInternals.prototype.states;
      for (const name of ['fullscreenEnabled', 'pictureInPictureEnabled']) delete Document.prototype[name];`,
  };
  for (const [name, script] of Object.entries(LACKING)) {
    it(`${name} plays, and knows where it is`, async () => {
      const context = await air.browser.newContext();
      try {
        await context.addInitScript(script);
        const page = await context.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(String(error)));
        await page.goto(air.watchUrl);
        const found = await page.waitForFunction(() => {
          const player = document.querySelector<StreamSyncPlayerElement>('streamsync-player');
          const position = player?.position?.();
          return player && position && player.video.currentTime > 1 ? { ...position, nowMs: Date.now() } : null;
        });
        const { globalTimeMs, mediaId, frame, nowMs } = (await found.jsonValue())!;
        const planned = frameAt(air.station.plan, globalTimeMs);
        expect({ mediaId, frame }).to.deep.equal({ mediaId: planned.item.mediaId, frame: planned.frame });
        expect(nowMs - globalTimeMs).to.be.within(-50, 1500);
        expect(errors).to.deep.equal([]);
      } finally {
        await context.close();
      }
    });
  }

  const HOPELESS: Record<string, readonly [script: string, words: string]> = {
    WebRTC: ['delete window.RTCPeerConnection;', 'WebRTC is missing or switched off'],
    'H.264': [
      `const { createOffer } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.createOffer = async function (...options) {
        const { type, sdp } = await createOffer.apply(this, options);
        return { type, sdp: sdp.replaceAll('H264', 'VP7') };
      };`,
      'it cannot decode H.264 video',
    ],
    'what came with the last years': ['delete AbortSignal.any;', 'it is too old'],
  };
  for (const [name, [script, words]] of Object.entries(HOPELESS)) {
    it(`${name} is told so`, async () => {
      const context = await air.browser.newContext();
      try {
        await context.addInitScript(script);
        const page = await context.newPage();
        await page.goto(air.watchUrl);
        await page.getByText('This browser cannot play it').waitFor({ timeout: 10_000 });
        await page.getByText(words).waitFor();
        const code = await page.evaluate(() => {
          const state = document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.state;
          return state?.name === 'failed' ? state.error.code : state?.name;
        });
        expect(code).to.equal('unsupported-client');
      } finally {
        await context.close();
      }
    });
  }
});
