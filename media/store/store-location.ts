import { isBlobKey } from './blob-key.js';

/** Where objects are kept: in the data folder, or in a bucket below a prefix that is empty or ends with `/`. */
export type StoreLocation =
  | { readonly kind: 'disk' }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** Amazon S3's rules for bucket names; other servers allow no less. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Reads `disk` or `s3://bucket/prefix`, the prefix being segments as in an object key; undefined for other text. */
export function parseStoreLocation(text: string): StoreLocation | undefined {
  if (text === 'disk') return { kind: 'disk' };
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)(?:\/(.*?)\/?)?$/.exec(text) ?? [];
  if (!BUCKET.test(bucket)) return undefined;
  if (path === '') return { kind: 's3', bucket, prefix: '' };
  return isBlobKey(path) ? { kind: 's3', bucket, prefix: `${path}/` } : undefined;
}
