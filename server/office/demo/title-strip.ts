import { letter } from '../../../media/drawing/lettering.js';
import {
  blendInk,
  blendPixel,
  clearPicture,
  fillArea,
  type Rgb,
  type RgbaPicture,
} from '../../../media/drawing/rgba-picture.js';
import type { HouseFormat } from '../../../media/house.js';

/**
 * The strip near the top of a demo clip: its name, a clock that counts minutes, seconds and frames, and how far it is. The
 * foot of the picture is left to the player's controls, the very top to its heading.
 */
export interface TitleStrip {
  readonly title: string;
  readonly accent: Rgb;
  readonly frames: number;
}

const HEIGHT_SHARE = 0.17;
const TOP_SHARE = 0.1;
const CAP_HEIGHT_SHARE = 0.05;
const MARGIN_SHARE = 0.06;
const WHITE: Rgb = [255, 255, 255];
const SHADE: Rgb = [4, 8, 16];

/** The height of the strip in pixels, on a canvas of this height. */
export const titleStripHeight = (canvasHeight: number): number => even(canvasHeight * HEIGHT_SHARE);

/** Where it starts, in pixels from the top. */
export const titleStripTop = (canvasHeight: number): number => even(canvasHeight * TOP_SHARE);

/** Every frame of a strip as RGBA bytes. */
export function* titleStripFrames({ title, accent, frames }: TitleStrip, house: HouseFormat): Generator<Uint8Array> {
  const base = clearPicture(house.width, titleStripHeight(house.height));
  const capHeight = house.height * CAP_HEIGHT_SHARE;
  const margin = Math.round(house.height * MARGIN_SHARE);
  shade(base);
  const name = letter(title, capHeight);
  const top = Math.round(base.height * 0.5 - name.height / 2);
  blendInk(base, name, margin, top, WHITE);

  const picture = { ...base, bytes: new Uint8Array(base.bytes.length) };
  for (let frame = 0; frame < frames; frame += 1) {
    picture.bytes.set(base.bytes);
    const clock = letter(clockText(frame, house.fps), capHeight);
    blendInk(picture, clock, base.width - margin - clock.width, top, WHITE);
    paintProgress(picture, accent, (frame + 1) / frames);
    yield Buffer.from(picture.bytes);
  }
}

/** mm:ss:ff */
export function clockText(frame: number, fps: number): string {
  const seconds = Math.floor(frame / fps);
  return [Math.floor(seconds / 60), seconds % 60, frame % fps].map((part) => `${part}`.padStart(2, '0')).join(':');
}

/** Dark in the middle and clear at both edges, so that white reads well on any picture. */
function shade(picture: RgbaPicture): void {
  for (let pixel = 0; pixel < picture.width * picture.height; pixel += 1) {
    const down = Math.floor(pixel / picture.width) / picture.height;
    blendPixel(picture, pixel, SHADE, 0.55 * Math.sin(Math.PI * down));
  }
}

function paintProgress(picture: RgbaPicture, accent: Rgb, part: number): void {
  const height = Math.max(2, Math.round(picture.height * 0.04));
  const area = { left: 0, top: picture.height - height, width: Math.round(picture.width * part), height };
  fillArea(picture, area, accent);
}

function even(pixels: number): number {
  return Math.round(pixels / 2) * 2;
}
