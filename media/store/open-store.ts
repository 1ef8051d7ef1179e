import type { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';
import type { S3Access } from './s3-blob-store.js';
import { S3AccessError } from './s3-failure.js';
import type { StoreLocation } from './store-location.js';

/** A store and what it holds open. */
export interface OpenedStore extends BlobStore {
  close(): void;
}

export interface OpenStoreOptions {
  readonly location: StoreLocation;
  /** Where the objects are when they are kept on disk. */
  readonly folder: string;
  readonly s3: S3Access;
  /**
   * Given for a store that was usable before: called when it cannot be reached now. It is opened all the same, and each
   * call of it tries anew.
   */
  readonly onUnreachable?: ((error: S3AccessError) => void) | undefined;
  /** Whether it is opened without a look at whether it can be used. */
  readonly isUnchecked?: boolean;
}

/** @throws S3AccessError when the bucket cannot be used. */
export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  const { location, folder, s3, onUnreachable, isUnchecked = false } = options;
  if (location.kind === 'disk') return DiskBlobStore.create(folder);
  // Loading the S3 client takes a good part of a second, which only those pay who use it.
  const { S3BlobStore } = await import('./s3-blob-store.js');
  const bucket = { ...s3, bucket: location.bucket, prefix: location.prefix };
  if (isUnchecked) return S3BlobStore.unchecked(bucket);
  try {
    return await S3BlobStore.create(bucket);
  } catch (error) {
    const isOut = error instanceof S3AccessError && error.fault === 'endpoint';
    if (!isOut || onUnreachable === undefined) throw error;
    onUnreachable(error);
    return S3BlobStore.unchecked(bucket);
  }
}
