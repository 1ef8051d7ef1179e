import { mediaKeys } from '../../media/prepared-media.js';
import type { BlobStore } from '../../media/store/blob-store.js';

const PREFIX = 'media/';

/** Removes every object of a media: the index first, for what has no index does not exist. */
export async function removeObjects(blobs: BlobStore, objectId: string): Promise<void> {
  await blobs.remove(mediaKeys(objectId).index);
  for (const key of await blobs.list(`${PREFIX}${objectId}/`)) await blobs.remove(key);
}

/**
 * Removes the objects that no media owns.
 * @param owners is asked after looking at what there is, so that what is published meanwhile has an owner.
 * @returns the keys that were removed.
 */
export async function sweepObjects(blobs: BlobStore, owners: () => Promise<ReadonlySet<string>>): Promise<string[]> {
  const keys = await blobs.list(PREFIX);
  const owned = await owners();
  const orphans = keys.filter((key) => !owned.has(key.split('/')[1] ?? ''));
  const indexes = new Set(orphans.map((key) => mediaKeys(key.split('/')[1] ?? '').index));
  orphans.sort((a, b) => Number(indexes.has(b)) - Number(indexes.has(a)));
  for (const key of orphans) await blobs.remove(key);
  return orphans;
}
