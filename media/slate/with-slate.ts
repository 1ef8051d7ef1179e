import type { HouseFormat } from '../house.js';
import { BlobMissingError, type BlobStore } from '../store/blob-store.js';
import { DiskBlobStore } from '../store/disk-blob-store.js';
import { slateFolder } from './slate.js';

/**
 * Reads prepared objects, the slate of a house among them, which lies in no store.
 * @param folder of all slates, on a local disk
 */
export async function withSlate(
  store: Pick<BlobStore, 'read'>,
  folder: string,
  house: HouseFormat,
): Promise<Pick<BlobStore, 'read'>> {
  const slate = await DiskBlobStore.create(slateFolder(folder, house));
  return {
    // The look at the local disk costs next to nothing beside a read, and holds for a slate that is made anew.
    read: (...asked) =>
      slate.read(...asked).catch((error: unknown) => {
        if (error instanceof BlobMissingError) return store.read(...asked);
        throw error;
      }),
  };
}
