import { readFragmentSamples } from '../cache/fragment-samples.js';
import { mediaKeys, type PreparedIndex } from '../prepared-media.js';
import type { BlobStore } from '../store/blob-store.js';

/** Room for the `moof` of a fragment, whatever layers it has. */
const HEAD_BYTES = 16 * 1024;

/**
 * The Opus packets of an object, fragment by fragment. Of each, its beginning is read and then the sound alone: the
 * pictures are some twenty times as much, and what is on air reads from the same store.
 * @throws MalformedBoxError, BlobMissingError or what the store throws.
 */
export async function* storedOpus(
  objectId: string,
  { fragments, audioTrackId }: PreparedIndex,
  store: Pick<BlobStore, 'read'>,
): AsyncGenerator<readonly Buffer[]> {
  const { media } = mediaKeys(objectId);
  for (const [offset, length] of fragments) {
    const fragment = Buffer.alloc(length);
    const headBytes = Math.min(HEAD_BYTES, length);
    await store.read(media, { offset, length: headBytes }, fragment);
    // Views on bytes that are not all there yet.
    const packets = readFragmentSamples(fragment).get(audioTrackId) ?? [];
    const [first, last] = [packets[0], packets.at(-1)];
    if (first !== undefined && last !== undefined) {
      const from = Math.max(headBytes, first.byteOffset - fragment.byteOffset);
      const to = last.byteOffset + last.length - fragment.byteOffset;
      if (from < to) await store.read(media, { offset: offset + from, length: to - from }, fragment.subarray(from));
    }
    yield packets;
  }
}
