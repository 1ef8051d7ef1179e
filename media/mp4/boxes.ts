/** Thrown for bytes that are not the boxes of a prepared file; the media is damaged. */
export class MalformedBoxError extends Error {}

/** A box (ISO/IEC 14496-12, section 4.2), by where it is in the bytes that were read. */
export interface Box {
  readonly type: string;
  /** Of the whole box. */
  readonly offset: number;
  /** Of the body. */
  readonly start: number;
  readonly end: number;
}

/**
 * The boxes that lie one behind the other in a stretch of bytes.
 * @throws MalformedBoxError
 */
export function boxesIn(bytes: Buffer, start = 0, end = bytes.length): Box[] {
  const found: Box[] = [];
  for (let at = start; at < end; ) {
    if (at + 8 > end) throw new MalformedBoxError('a box is cut off');
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > end) throw new MalformedBoxError('a box leaves its parent');
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), offset: at, start: at + 8, end: at + size });
    at += size;
  }
  return found;
}

/** Reads 32-bit words one after the other and not past the end of the box. */
export function wordReader(bytes: Buffer, { start, end }: Pick<Box, 'start' | 'end'>): () => number {
  let at = start;
  return () => {
    if (at + 4 > end) throw new MalformedBoxError('a box is shorter than its fields');
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
}
