/** A picture in memory, rows from the top without padding: one byte a pixel (luma) or four (RGBA). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 4;
  readonly data: ArrayLike<number>;
}

export type FrameReading =
  | { readonly kind: 'frame'; readonly clip: number; readonly frame: number; readonly flash: boolean }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Reads the frame code that {@link makeCounterClip} drew, and whether the flash of flash-and-beep is on.
 *
 * It refers to nothing outside itself: its source text is also sent into the browser, so that page and tests read with
 * the same eyes.
 */
export function readFrameCounter(picture: Picture): FrameReading {
  const COLUMNS = 16;
  const ROWS = 3;
  const HEIGHT_SHARE = 1 / 3;
  const BLACK_BELOW = 88;
  const WHITE_ABOVE = 168;
  const { width, height, channels, data } = picture;

  /** The mean brightness of the inner half of a rectangle, given in parts of the picture. */
  const brightness = (left: number, top: number, right: number, bottom: number): number => {
    const marginX = (right - left) / 4;
    const marginY = (bottom - top) / 4;
    const firstX = Math.ceil((left + marginX) * width);
    const firstY = Math.ceil((top + marginY) * height);
    const endX = Math.max(firstX + 1, Math.floor((right - marginX) * width));
    const endY = Math.max(firstY + 1, Math.floor((bottom - marginY) * height));
    let sum = 0;
    for (let y = firstY; y < endY; y++) {
      for (let x = firstX; x < endX; x++) {
        const at = (y * width + x) * channels;
        sum += channels === 1 ? data[at]! : 0.3 * data[at]! + 0.59 * data[at + 1]! + 0.11 * data[at + 2]!;
      }
    }
    return sum / ((endX - firstX) * (endY - firstY));
  };

  const blocks: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const top = (row * HEIGHT_SHARE) / ROWS;
      const level = brightness(column / COLUMNS, top, (column + 1) / COLUMNS, top + HEIGHT_SHARE / ROWS);
      if (level > BLACK_BELOW && level < WHITE_ABOVE) {
        return { kind: 'unreadable', reason: `block ${column} of row ${row} is grey (${Math.round(level)})` };
      }
      blocks.push(level >= WHITE_ABOVE ? 1 : 0);
    }
  }

  let crc = 0xffff;
  for (const bit of blocks.slice(0, 32)) {
    crc = ((crc << 1) & 0xffff) ^ (crc >> 15 !== bit ? 0x1021 : 0);
  }
  const number = (from: number, to: number) => blocks.slice(from, to).reduce((value, bit) => value * 2 + bit, 0);
  if (crc !== number(32, 48)) return { kind: 'unreadable', reason: 'the checksum does not fit' };
  const flash = brightness(3 / 4, 2 / 3, 1, 1) > 150;
  return { kind: 'frame', frame: number(0, 20), clip: number(20, 32), flash };
}
