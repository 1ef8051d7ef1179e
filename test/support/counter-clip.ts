import type { HouseFormat } from '../../media/house.js';
import { runFfmpeg } from './ffmpeg-run.js';
import { FRAME_CODE, frameCodeBlocks } from './frame-code.js';
import { fillRect, type YuvFrame, yuvFrame } from './yuv-frame.js';

/** A video made for tests: every frame carries its own number, so a picture tells which frame of which clip it is. */
export interface CounterClipSpec {
  readonly clip: number;
  readonly frames: number;
  readonly house: HouseFormat;
  /**
   * How much the picture resists compression, 0 to 1: 0 is a flat colour with a moving bar; 1 is fresh noise over two
   * thirds of the frame, which no encoder gets below its rate limit.
   */
  readonly detail?: number;
}

const BLACK = 16;
const WHITE = 235;
const DIM = 50;

/**
 * Makes a clip with a picture of the frame code, a colour and a moving bar of its own, and flash and beep: at each
 * whole second one frame flashes white in the lower right corner and a 1 kHz tone of 100 ms starts at that same instant.
 *
 * @param path a `.mov` file: it times frames exactly and holds plain PCM, so nothing shifts sound against picture.
 */
export async function makeCounterClip(spec: CounterClipSpec, path: string): Promise<void> {
  const { house, frames } = spec;
  const seconds = frames / house.fps;
  const beeps = 'if(lt(mod(t,1),0.1),0.5*sin(2*PI*1000*t),0)';
  const videoInput = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${house.width}x${house.height}`];
  await runFfmpeg(
    [
      ...[...videoInput, '-r', `${house.fps}`, '-i', 'pipe:0'],
      ...['-f', 'lavfi', '-i', `aevalsrc=exprs='${beeps}|${beeps}':s=48000:d=${seconds}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '12', '-c:a', 'pcm_s16le', path],
    ],
    rawFrames(spec),
  );
}

function* rawFrames(spec: CounterClipSpec): Generator<Uint8Array> {
  const paint = counterPainter(spec);
  for (let frame = 0; frame < spec.frames; frame++) yield paint(frame).bytes;
}

/** Paints any frame of a clip, as it is before encoding. */
export function counterPainter(spec: Omit<CounterClipSpec, 'frames'>): (frame: number) => YuvFrame {
  const { house, clip, detail = 0 } = spec;
  const background = paintBackground(spec);
  const noise = detail > 0 ? noiseBytes(house, detail) : undefined;
  return (frame) => {
    const picture = { ...background, bytes: Uint8Array.from(background.bytes) };
    if (noise) addNoise(picture, noise, frame);
    paintBar(picture, frame, house.fps);
    paintFlash(picture, frame % house.fps === 0);
    paintCode(picture, clip, frame);
    return picture;
  };
}

function paintBackground({ house, clip }: Pick<CounterClipSpec, 'house' | 'clip'>): YuvFrame {
  const picture = yuvFrame(house.width, house.height);
  const hue = clip * 2.4; // about the golden angle: neighbouring clip numbers are far apart in colour
  const colour = { u: Math.round(128 + 90 * Math.cos(hue)), v: Math.round(128 + 90 * Math.sin(hue)) };
  fillRect(picture, { left: 0, top: 1 / 3, right: 3 / 4, bottom: 1 }, 110, colour);
  return picture;
}

function paintBar(picture: YuvFrame, frame: number, fps: number): void {
  const left = (0.7 * (frame % (2 * fps))) / (2 * fps);
  fillRect(picture, { left, top: 0.8, right: left + 0.05, bottom: 0.95 }, 200);
}

function paintFlash(picture: YuvFrame, on: boolean): void {
  fillRect(picture, { left: 3 / 4, top: 1 / 3, right: 1, bottom: 1 }, on ? WHITE : DIM);
}

function paintCode(picture: YuvFrame, clip: number, frame: number): void {
  const { columns, rows, heightShare } = FRAME_CODE;
  frameCodeBlocks({ clip, frame }).forEach((white, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    const rowHeight = heightShare / rows;
    const area = {
      left: column / columns,
      right: (column + 1) / columns,
      top: row * rowHeight,
      bottom: (row + 1) * rowHeight,
    };
    fillRect(picture, area, white ? WHITE : BLACK);
  });
}

/** Noise for two frames' worth of pixels: each frame reads from a place of its own, so no frame predicts the next. */
function noiseBytes(house: HouseFormat, detail: number): Int8Array {
  const noise = new Int8Array(2 * house.width * house.height);
  let state = 1;
  for (let index = 0; index < noise.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' LCG: plain and repeatable
    noise[index] = ((state >>> 24) - 128) * detail * 0.7;
  }
  return noise;
}

function addNoise({ bytes, width, height }: YuvFrame, noise: Int8Array, frame: number): void {
  const first = Math.ceil(height / 3) * width;
  const start = (frame * 7919 * 13) % (noise.length / 2);
  for (let at = first; at < width * height; at++) {
    bytes[at] = Math.min(WHITE, Math.max(BLACK, bytes[at]! + noise[start + at - first]!));
  }
}
