import type { Upload } from '@tus/server';
import { CodedError } from '../../../shared/errors.js';
import { assertRoomFor } from '../library/free-space.js';
import { ownerOf } from './upload-store.js';

/** Unfinished uploads that a server keeps, and of those one sender's. */
const MOST_UNFINISHED = 500;
const MOST_OF_ONE_OWNER = 100;

/**
 * Whether another upload may begin: each keeps a file for days, and the bytes it has announced are as good as taken.
 * @throws CodedError too-many-uploads or storage-full
 */
export function assertAdmissible(
  upload: Pick<Upload, 'size' | 'metadata'>,
  unfinished: readonly Pick<Upload, 'size' | 'offset' | 'metadata'>[],
  freeBytes: number,
): void {
  const owner = ownerOf(upload);
  const own = unfinished.filter((other) => ownerOf(other) === owner).length;
  if (own >= MOST_OF_ONE_OWNER || unfinished.length >= MOST_UNFINISHED) {
    const count = own >= MOST_OF_ONE_OWNER ? `${own} of your uploads` : `${unfinished.length} uploads on this server`;
    throw new CodedError('too-many-uploads', `${count} are unfinished: finish or delete some of them first.`);
  }
  const bytesToCome = unfinished.reduce((sum, { size = 0, offset }) => sum + size - offset, 0);
  assertRoomFor(upload.size ?? 0, freeBytes - bytesToCome);
}
