import type { BlobStore } from '../../../media/store/blob-store.js';

const OWNER_KEY = 'library/owner';

/**
 * Whether a blob store is a library's own: the first library that asks marks it. Two installations that were given one
 * bucket would take each other's media for orphans.
 */
export async function ownsStore(blobs: BlobStore, libraryId: string): Promise<boolean> {
  if ((await blobs.size(OWNER_KEY)) === undefined) await blobs.write(OWNER_KEY, Buffer.from(libraryId));
  return (await blobs.read(OWNER_KEY)).toString() === libraryId;
}
