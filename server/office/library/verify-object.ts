import { createHash } from 'node:crypto';
import { hasAacTrack } from '../../../media/ingest/aac-track.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../../../media/prepared-media.js';
import { BlobMissingError, type BlobStore } from '../../../media/store/blob-store.js';
import type { MediaDamage } from '../../../shared/api/media.js';
import type { AacState } from '../store/media-entry.js';

const SHA256 = /^[0-9a-f]{64}$/;
const PICTURES = ['poster', 'storyboard', 'storyboardVtt', 'waveform'] as const;

/** Whether an object has an index and as many bytes as that says: all that can be told without reading them. */
export async function isWhole(blobs: BlobStore, objectId: string): Promise<boolean> {
  const keys = mediaKeys(objectId);
  const index = await blobs.read(keys.index).then(readIndex, absent);
  return !!index && (await blobs.size(keys.media)) === bytesOf(index);
}

/** Reads all of an object and tells what is wrong with it. Of objects older than their naming by hash, the size is known. */
export async function findDamage(blobs: BlobStore, objectId: string, aac: AacState): Promise<MediaDamage[]> {
  const keys = mediaKeys(objectId);
  const damage: MediaDamage[] = [];
  const index = await blobs.read(keys.index).then(readIndex, absent);
  if (index === undefined) damage.push({ code: 'index-missing', message: 'Its index is gone: it cannot be played.' });
  if (index === null) damage.push({ code: 'index-damaged', message: 'Its index cannot be read: it cannot be played.' });
  const bytes = await measure(blobs, keys.media);
  if (bytes === undefined) {
    damage.push({ code: 'media-missing', message: 'Its sound and pictures are gone.' });
  } else if (index && bytes.size !== bytesOf(index)) {
    const message = `Its sound and pictures take ${bytes.size} bytes where ${bytesOf(index)} belong.`;
    damage.push({ code: 'media-size', message });
  } else if (SHA256.test(objectId) && bytes.sha256 !== objectId) {
    damage.push({ code: 'media-changed', message: 'Its sound and pictures are not the bytes that were prepared.' });
  }
  const missing: string[] = [];
  for (const name of PICTURES) if ((await blobs.size(keys[name])) === undefined) missing.push(name);
  if (missing.length > 0) {
    damage.push({ code: 'pictures-missing', message: `It lacks ${missing.join(', ')}: it plays all the same.` });
  }
  if (aac === 'ready' && !(await hasAacTrack(blobs, objectId))) {
    damage.push({
      code: 'aac-damaged',
      message: 'Its AAC is gone or damaged, and is made again: it plays all the same.',
    });
  }
  return damage;
}

function bytesOf({ fragments }: PreparedIndex): number {
  const [offset, length] = fragments.at(-1)!;
  return offset + length;
}

/** Null for one that cannot be read. */
function readIndex(bytes: Buffer): PreparedIndex | null {
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
