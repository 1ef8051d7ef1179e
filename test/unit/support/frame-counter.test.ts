import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { counterPainter, makeCounterClip } from '../../support/counter-clip.js';
import { runFfmpeg } from '../../support/ffmpeg-run.js';
import { MAX_CODED_CLIP, MAX_CODED_FRAME } from '../../support/frame-code.js';
import { readFrameCounter } from '../../support/frame-counter.js';
import { makeTempDir } from '../../support/temp-dir.js';

const house = { fps: 30, width: 320, height: 180 };

describe('the frame counter in a picture', () => {
  it('reads back every clip and frame number that fits', () => {
    const frameCode = fc.record({
      clip: fc.integer({ min: 0, max: MAX_CODED_CLIP }),
      frame: fc.integer({ min: 0, max: MAX_CODED_FRAME }),
    });
    fc.assert(
      fc.property(frameCode, ({ clip, frame }) => {
        const picture = pictureOf(clip, frame);
        expect(readFrameCounter(picture)).to.include({ kind: 'frame', clip, frame });
      }),
      { numRuns: 50 },
    );
  });

  it('notices any single block that is wrong', () => {
    for (let block = 0; block < 48; block++) {
      const picture = pictureOf(5, 1234);
      const left = (block % 16) * 20;
      const top = Math.floor(block / 16) * 20;
      for (let y = top; y < top + 20; y++) {
        for (let x = left; x < left + 20; x++) picture.data[y * 320 + x] = 251 - picture.data[y * 320 + x]!;
      }
      expect(readFrameCounter(picture), `block ${block}`).to.have.property('kind', 'unreadable');
    }
  });

  it('notices two frames mixed into one', () => {
    const mixed = pictureOf(5, 1234);
    const other = pictureOf(5, 1235);
    mixed.data.forEach((value, index) => {
      mixed.data[index] = (value + other.data[index]!) / 2;
    });
    expect(readFrameCounter(mixed)).to.have.property('kind', 'unreadable');
  });

  it('is not found in a picture without one', () => {
    for (const level of [16, 128, 235]) {
      const data = new Uint8Array(320 * 180).fill(level);
      expect(readFrameCounter({ width: 320, height: 180, channels: 1, data })).to.have.property('kind', 'unreadable');
    }
  });
});

describe('a counter clip', () => {
  const sizes = [
    { width: 320, height: 180, kbps: 250, format: 'gray', channels: 1 },
    { width: 320, height: 180, kbps: 250, format: 'rgba', channels: 4 },
    { width: 1280, height: 720, kbps: 2500, format: 'gray', channels: 1 },
  ] as const;
  const frames = 45;
  let clip: string;

  before(async () => {
    clip = join(makeTempDir('clip'), 'counter.mov');
    await makeCounterClip({ clip: 77, frames, house: { fps: 30, width: 640, height: 360 }, detail: 0.5 }, clip);
  });

  for (const { width, height, kbps, format, channels } of sizes) {
    it(`names every frame after encoding at ${width}x${height}, ${kbps} kb/s, read as ${format}`, async () => {
      const encoded = `${clip}.${height}.mp4`;
      const rate = ['-b:v', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps / 2}k`];
      const scaled = ['-vf', `scale=${width}:${height}`, '-c:v', 'libx264', '-preset', 'veryfast', '-bf', '0'];
      await runFfmpeg(['-i', clip, '-an', ...scaled, ...rate, encoded]);
      const pixels = await runFfmpeg(['-i', encoded, '-f', 'rawvideo', '-pix_fmt', format, 'pipe:1']);
      const size = width * height * channels;
      const readings = Array.from({ length: pixels.length / size }, (_, index) =>
        readFrameCounter({ width, height, channels, data: pixels.subarray(index * size, (index + 1) * size) }),
      );
      const expected = Array.from({ length: frames }, (_, frame) => ({
        kind: 'frame',
        clip: 77,
        frame,
        flash: frame % 30 === 0,
      }));
      expect(readings).to.deep.equal(expected);
    });
  }

  it('is found inside the bars of a letterboxed picture, once cropped to its content', async () => {
    const boxed = ['-vf', 'scale=240:180,pad=320:180:40:0,crop=240:180:40:0', '-frames:v', '1'];
    const data = await runFfmpeg(['-i', clip, ...boxed, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1']);
    const reading = readFrameCounter({ width: 240, height: 180, channels: 1, data });
    expect(reading).to.deep.equal({ kind: 'frame', clip: 77, frame: 0, flash: true });
  });

  it('beeps at the instant of each flash', async () => {
    const raw = await runFfmpeg(['-i', clip, '-vn', '-ac', '1', '-f', 'f32le', 'pipe:1']);
    const samples = new Float32Array(raw.buffer, raw.byteOffset, raw.length / 4);
    expect(onsets(samples)).to.have.length(2);
    onsets(samples).forEach((second, index) => {
      expect(second).to.be.closeTo(index, 0.001);
    });
  });
});

function pictureOf(clip: number, frame: number) {
  const { width, height, bytes } = counterPainter({ clip, house })(frame);
  return { width, height, channels: 1 as const, data: bytes.subarray(0, width * height) };
}

/** Seconds at which sound starts after at least a tenth of a second of silence. */
function onsets(samples: Float32Array): number[] {
  const found: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) < 0.05) return;
    if (index - lastLoud > 4800) found.push(index / 48000);
    lastLoud = index;
  });
  return found;
}
