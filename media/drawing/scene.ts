import type { Rgb } from './rgba-picture.js';

/** A moving picture painted small, for ffmpeg to enlarge. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Whether its pixels run into one another when enlarged, or stay squares. */
  readonly smooth: boolean;
  /** Every frame as RGB bytes, rows from the top. */
  frames(count: number, fps: number): Iterable<Uint8Array>;
}

/** The picture at a time. */
export type Shader = (seconds: number) => PointShader;

/**
 * The colour at a point.
 * @param x from the left, in picture heights: 0 to 16/9
 * @param y from the top, 0 to 1
 */
export type PointShader = (x: number, y: number) => Rgb;

const WIDTH = 192;
const HEIGHT = 108;

/** A scene that is computed point by point. */
export function shaded(shader: Shader): Scene {
  return {
    width: WIDTH,
    height: HEIGHT,
    smooth: true,
    *frames(count, fps) {
      for (let frame = 0; frame < count; frame += 1) {
        const bytes = new Uint8ClampedArray(WIDTH * HEIGHT * 3);
        const colorAt = shader(frame / fps);
        let at = 0;
        for (let row = 0; row < HEIGHT; row += 1) {
          for (let column = 0; column < WIDTH; column += 1) {
            const [red, green, blue] = colorAt(column / HEIGHT, row / HEIGHT);
            bytes[at] = red;
            bytes[at + 1] = green;
            bytes[at + 2] = blue;
            at += 3;
          }
        }
        yield new Uint8Array(bytes.buffer);
      }
    },
  };
}

/** The colour a part of the way from one to another. */
export function mix(from: Rgb, to: Rgb, part: number): Rgb {
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, from[2] + (to[2] - from[2]) * part];
}

/** 0 outside an edge, 1 inside, and an even slope over a pixel and a half between. */
export function edge(inside: number): number {
  return Math.min(1, Math.max(0, 0.5 + (inside * HEIGHT) / 1.5));
}
