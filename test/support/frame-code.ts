/**
 * A frame's own number, drawn into its picture: 16 × 3 black and white blocks over the top third of the frame, read
 * like a page. They hold 20 bits of frame number, 12 bits of clip number and a CRC-16 of both, so a picture that was
 * torn, mixed with its neighbour or scaled past reading is noticed instead of believed.
 */
export const FRAME_CODE = {
  columns: 16,
  rows: 3,
  /** Part of the picture's height that the blocks cover. */
  heightShare: 1 / 3,
} as const;

export interface FrameCode {
  readonly clip: number;
  readonly frame: number;
}

export const MAX_CODED_FRAME = 2 ** 20 - 1;
export const MAX_CODED_CLIP = 2 ** 12 - 1;

/** The 48 blocks of a code, `true` for white. */
export function frameCodeBlocks({ clip, frame }: FrameCode): boolean[] {
  if (!(frame >= 0 && frame <= MAX_CODED_FRAME)) throw new RangeError(`frame ${frame} does not fit in a frame code`);
  if (!(clip >= 0 && clip <= MAX_CODED_CLIP)) throw new RangeError(`clip ${clip} does not fit in a frame code`);
  const payload = [...bits(frame, 20), ...bits(clip, 12)];
  return [...payload, ...bits(crc16(payload), 16)];
}

/** CRC-16/IBM-3740 (polynomial 0x1021, initial value 0xFFFF) over single bits. */
function crc16(payload: readonly boolean[]): number {
  let crc = 0xffff;
  for (const bit of payload) {
    const carry = (crc >> 15 === 1) !== bit;
    crc = ((crc << 1) & 0xffff) ^ (carry ? 0x1021 : 0);
  }
  return crc;
}

function bits(value: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, index) => ((value >> (count - 1 - index)) & 1) === 1);
}
