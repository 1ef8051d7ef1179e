import { createHash } from 'node:crypto';
import { mediaKeys, parsePreparedIndex } from '../../media/prepared-media.js';
import { BlobMissingError, type BlobStore } from '../../media/store/blob-store.js';
import type { MediaDamage } from '../../shared/api/media.js';

const SHA256 = /^[0-9a-f]{64}$/;
const PICTURES = ['poster', 'storyboard', 'storyboardVtt', 'waveform'] as const;

/** Reads all of an object and tells what is wrong with it. Of objects older than their naming by hash, the size is known. */
export async function findDamage(blobs: BlobStore, objectId: string): Promise<MediaDamage[]> {
  const keys = mediaKeys(objectId);
  const damage: MediaDamage[] = [];
  const index = await blobs.read(keys.index).then(readIndex, absent);
  if (index === undefined) damage.push({ code: 'index-missing', message: 'Its index is gone: it cannot be played.' });
  if (index === null) damage.push({ code: 'index-damaged', message: 'Its index cannot be read: it cannot be played.' });
  const bytes = await measure(blobs, keys.media);
  const [offset, length] = index?.fragments.at(-1) ?? [0, bytes?.size ?? 0];
  if (bytes === undefined) {
    damage.push({ code: 'media-missing', message: 'Its sound and pictures are gone.' });
  } else if (bytes.size !== offset + length) {
    const message = `Its sound and pictures take ${bytes.size} bytes where ${offset + length} belong.`;
    damage.push({ code: 'media-size', message });
  } else if (SHA256.test(objectId) && bytes.sha256 !== objectId) {
    damage.push({ code: 'media-changed', message: 'Its sound and pictures are not the bytes that were prepared.' });
  }
  const missing: string[] = [];
  for (const name of PICTURES) if ((await blobs.size(keys[name])) === undefined) missing.push(name);
  if (missing.length > 0) {
    damage.push({ code: 'pictures-missing', message: `It lacks ${missing.join(', ')}: it plays all the same.` });
  }
  return damage;
}

/** Null for one that cannot be read. */
function readIndex(bytes: Buffer) {
  try {
    return parsePreparedIndex(bytes);
  } catch {
    return null;
  }
}

function absent(error: unknown): undefined {
  if (error instanceof BlobMissingError) return undefined;
  throw error;
}

async function measure(blobs: BlobStore, key: string): Promise<{ size: number; sha256: string } | undefined> {
  const stream = await blobs.stream(key).catch(absent);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}
