import type { FileHandle } from 'node:fs/promises';
import { readAt, withFile } from './file-kind.js';

const MOST_PARTS = 100_000;

/**
 * The part of a file that comes behind all that belongs to its recording, 0 to 1: something was put behind it. Forms that
 * may end in an index of any size are judged by where a second head stands, all others by their last packet.
 * @param endByte where the last packet ends; 0 when that is not known
 */
export async function unreadShare(
  path: string,
  sizeBytes: number,
  container: string,
  endByte: number,
): Promise<number> {
  const findHead = container.startsWith('mov') ? secondMovie : container === 'avi' ? secondRiff : undefined;
  const endsAt = findHead ? await withFile(path, (file) => findHead(file, sizeBytes)) : endByte || sizeBytes;
  return Math.max(0, 1 - endsAt / sizeBytes);
}

/** ISO/IEC 14496-12, section 4.2; a size of 0 means to the end, and of 1 that it follows in 8 bytes. */
async function secondMovie(file: FileHandle, sizeBytes: number): Promise<number> {
  let hasMovie = false;
  for (let at = 0, part = 0; part < MOST_PARTS && at + 8 <= sizeBytes; part += 1) {
    const head = await readAt(file, at, 16);
    const type = head.toString('latin1', 4, 8);
    if (type === 'ftyp' && hasMovie) return at;
    if (type === 'moov') hasMovie = true;
    const size = head.readUInt32BE(0);
    const length = size === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : size;
    if (length < 8) break;
    at += length;
  }
  return sizeBytes;
}

async function secondRiff(file: FileHandle, sizeBytes: number): Promise<number> {
  for (let at = 0, part = 0; part < MOST_PARTS && at + 12 <= sizeBytes; part += 1) {
    const head = await readAt(file, at, 12);
    if (head.toString('latin1', 0, 4) !== 'RIFF') break;
    if (part > 0 && head.toString('latin1', 8, 12) === 'AVI ') return at;
    const size = head.readUInt32LE(4);
    if (size === 0) break;
    at += 8 + size + (size % 2);
  }
  return sizeBytes;
}
