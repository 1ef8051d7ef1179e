import { statfs } from 'node:fs/promises';
import { CodedError } from '../../../shared/errors.js';

/** A source, and about as much again for what is made of it. */
const ROOM_PER_SOURCE_BYTE = 2;
/** Left for the database and the logs. */
const RESERVE_BYTES = 64 * 1024 ** 2;
const MIB = 1024 ** 2;

/** How many bytes the file system of a folder has for us. */
export async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws CodedError storage-full */
export function assertRoomFor(sourceBytes: number, freeBytes: number): void {
  const wanted = sourceBytes * ROOM_PER_SOURCE_BYTE + RESERVE_BYTES;
  if (freeBytes >= wanted) return;
  const [want, free] = [Math.ceil(wanted / MIB), Math.floor(freeBytes / MIB)];
  throw new CodedError(
    'storage-full',
    `The disk of the server has ${free} MiB free, and this file needs ${want}: make room and try again.`,
  );
}
