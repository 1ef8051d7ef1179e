import { createRequire } from 'node:module';
import { expect } from 'chai';
import { frameAt } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { ForeignSite } from '../support/foreign-site.js';
import { type FrameReading, readFrameCounter } from '../support/frame-counter.js';

const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
/** More than one turn of the loop, which is 10.9 s. */
const WATCHED_S = 14;
const FPS = 30;

interface Sample {
  readonly reading: FrameReading;
  /** What hls.js takes the picture for, in milliseconds. */
  readonly playingDateMs: number;
}

interface Watched {
  readonly samples: Sample[];
  readonly errors: string[];
}

describe('a public channel in hls.js, on a page of another site', function () {
  this.timeout(90_000);
  const air = broadcast();
  let site: ForeignSite;
  let watched: Watched;

  before(async () => {
    site = await ForeignSite.open();
    const page = await air.browser.newPage();
    await page.goto(site.page('/', '<video muted playsinline></video>'));
    await page.addScriptTag({ path: HLS_JS });
    await page.addScriptTag({ content: `window.readFrameCounter = ${readFrameCounter}` });
    const url = `${air.server.url}/hls/${air.station.channel}/index.m3u8`;
    watched = await page.evaluate(watch, { url, seconds: WATCHED_S });
    await page.close();
  });
  after(() => site.close());

  it('plays without an error and without a stop', () => {
    expect(watched.errors).to.deep.equal([]);
    expect(watched.samples.length).to.be.above((WATCHED_S * FPS) / 3);
  });

  it('shows at every instant what the timeline says, across the boundaries of a whole turn', () => {
    const { plan } = air.station;
    const clips = new Set<number>();
    for (const { reading, playingDateMs } of watched.samples) {
      const at = new Date(playingDateMs).toISOString();
      if (reading.kind !== 'frame') throw new Error(`${at}: ${reading.reason}`);
      const { clip, frame } = reading;
      clips.add(clip);
      // hls.js works the date out anew with each playlist: it is right to a frame.
      const near = [-1, 0, 1].map((frames) => frameAt(plan, playingDateMs + (frames * 1000) / FPS));
      const names = near.map((planned) => `${planned.item.clip}/${planned.frame}`);
      expect(names, at).to.include(`${clip}/${frame}`);
    }
    expect(clips.size).to.equal(plan.items.length);
  });
});

/** Runs in the page. */
async function watch({ url, seconds }: { url: string; seconds: number }): Promise<Watched> {
  const { Hls, readFrameCounter: read } = window as unknown as {
    Hls: typeof import('hls.js').default;
    readFrameCounter: typeof readFrameCounter;
  };
  const video = document.querySelector('video')!;
  const errors: string[] = [];
  const hls = new Hls();
  hls.on(Hls.Events.ERROR, (_event, { details }) => errors.push(details));
  hls.loadSource(url);
  hls.attachMedia(video);
  await video.play();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const samples: Sample[] = [];
  const untilMs = performance.now() + 1000 * seconds;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      video.requestVideoFrameCallback((_now, { mediaTime }) => {
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        context.drawImage(video, 0, 0);
        const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
        const dateMs = hls.playingDate?.getTime();
        if (dateMs !== undefined) {
          const playingDateMs = dateMs + 1000 * (mediaTime - video.currentTime);
          samples.push({ reading: read({ width, height, channels: 4, data }), playingDateMs });
        }
        if (performance.now() < untilMs) look();
        else resolve();
      });
    };
    look();
  });
  hls.destroy();
  return { samples, errors };
}
