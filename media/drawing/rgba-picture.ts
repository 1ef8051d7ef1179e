import type { Ink } from './lettering.js';

/** A picture with transparency (not premultiplied), four bytes a pixel, rows from the top. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export type Rgb = readonly [red: number, green: number, blue: number];

export function clearPicture(width: number, height: number): RgbaPicture {
  return { width, height, bytes: new Uint8Array(width * height * 4) };
}

/** Lays a colour over one pixel. @param alpha 0 to 1 */
export function blendPixel({ bytes }: RgbaPicture, pixel: number, [red, green, blue]: Rgb, alpha: number): void {
  const at = pixel * 4;
  const below = (bytes[at + 3]! / 255) * (1 - alpha);
  const total = alpha + below;
  if (total === 0) return;
  bytes[at] = (red * alpha + bytes[at]! * below) / total;
  bytes[at + 1] = (green * alpha + bytes[at + 1]! * below) / total;
  bytes[at + 2] = (blue * alpha + bytes[at + 2]! * below) / total;
  bytes[at + 3] = total * 255;
}

/** Writes with ink, clipped to the picture. */
export function blendInk(picture: RgbaPicture, ink: Ink, left: number, top: number, color: Rgb): void {
  for (let y = Math.max(0, -top); y < Math.min(ink.height, picture.height - top); y += 1) {
    for (let x = Math.max(0, -left); x < Math.min(ink.width, picture.width - left); x += 1) {
      const coverage = ink.coverage[y * ink.width + x]!;
      if (coverage > 0) blendPixel(picture, (top + y) * picture.width + left + x, color, coverage / 255);
    }
  }
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function fillArea(picture: RgbaPicture, { left, top, width, height }: Area, color: Rgb, alpha = 1): void {
  for (let y = top; y < top + height; y += 1) {
    for (let x = left; x < left + width; x += 1) blendPixel(picture, y * picture.width + x, color, alpha);
  }
}
