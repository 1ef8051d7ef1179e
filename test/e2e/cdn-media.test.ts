import { expect } from 'chai';
import { broadcast } from '../support/broadcast.js';

interface Played {
  /** In the order in which they were shown, in seconds. */
  readonly mediaTimesS: number[];
  /** [start, end) in milliseconds, of picture and sound. */
  readonly bufferedMs: (readonly [number, number])[][];
  readonly soundBytes: number;
  readonly error: string | undefined;
}

describe('segments from the CDN road', function () {
  this.timeout(60_000);
  const air = broadcast();

  it('play in a browser, picture and sound on their own, across two fragments', async () => {
    const { objectId, frames } = air.station.plan.items[0]!;
    expect(frames).to.equal(120);
    const page = await air.browser.newPage();
    try {
      await page.goto(`${air.server.url}/`);
      const played = await page.evaluate(playSegments, { root: `/cdn/media/${objectId}`, numbers: [0, 1] });
      expect(played.error).to.equal(undefined);
      expect(played.bufferedMs).to.deep.equal([[[0, 4000]], [[0, 4000]]]);
      expect(played.soundBytes).to.be.above(0);
      const times = played.mediaTimesS;
      expect(
        times.every((time, index) => index === 0 || time > times[index - 1]!),
        'each frame behind the one before',
      ).to.equal(true);
      expect(times.at(-1)).to.be.closeTo(4 - 1 / 30, 0.1);
      const inEach = [0, 2].map((fromS) => times.filter((time) => time >= fromS && time < fromS + 2).length);
      for (const seen of inEach) expect(seen).to.be.within(30, 60);
    } finally {
      await page.close();
    }
  });
});

/** Runs in the page, to the end of what it plays. */
async function playSegments({ root, numbers }: { root: string; numbers: readonly number[] }): Promise<Played> {
  const bytesOf = async (path: string) => (await fetch(`${root}/${path}`)).arrayBuffer();
  const source = new MediaSource();
  const video = document.body.appendChild(document.createElement('video'));
  video.muted = true;
  video.src = URL.createObjectURL(source);
  await new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }));

  const inits = await Promise.all(['v0', 'a'].map((track) => bytesOf(`${track}/init.mp4`)));
  const head = new Uint8Array(inits[0]!);
  // avcC: a version, then profile, constraints and level, as the name of the codec has them in hex.
  const avcC = String.fromCharCode(...head).indexOf('avcC') + 4;
  const profile = Array.from(head.subarray(avcC + 1, avcC + 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const buffers = [`video/mp4; codecs="avc1.${profile}"`, 'audio/mp4; codecs="opus"'].map((type) =>
    source.addSourceBuffer(type),
  );
  for (const [index, track] of ['v0', 'a'].entries()) {
    const buffer = buffers[index]!;
    for (const bytes of [
      inits[index]!,
      ...(await Promise.all(numbers.map((number) => bytesOf(`${track}/${number}.m4s`)))),
    ]) {
      const appended = new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }));
      buffer.appendBuffer(bytes);
      await appended;
    }
  }
  const ms = (seconds: number) => Math.round(seconds * 1000);
  const bufferedMs = buffers.map(({ buffered: ranges }) =>
    Array.from({ length: ranges.length }, (_, range) => [ms(ranges.start(range)), ms(ranges.end(range))] as const),
  );
  source.endOfStream();
  const mediaTimesS: number[] = [];
  const watch = () =>
    video.requestVideoFrameCallback((_now, { mediaTime }) => {
      mediaTimesS.push(mediaTime);
      watch();
    });
  watch();
  const over = new Promise((resolve) => {
    video.addEventListener('ended', resolve);
    video.addEventListener('error', resolve);
  });
  await video.play();
  await over;
  const { webkitAudioDecodedByteCount: soundBytes } = video as unknown as { webkitAudioDecodedByteCount: number };
  return { mediaTimesS, bufferedMs, soundBytes, error: video.error?.message };
}
