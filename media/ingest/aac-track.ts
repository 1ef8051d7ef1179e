import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AacIndex,
  aacKeys,
  mediaKeys,
  type PreparedIndex,
  parseAacIndex,
  parsePreparedIndex,
} from '../prepared-media.js';
import { BlobMissingError, type BlobStore } from '../store/blob-store.js';
import { StoreUnavailableError } from '../store/store-unavailable.js';
import { type AacEncoding, encodeAac } from './aac-encode.js';
import { OggOpus } from './ogg-opus.js';
import type { PublishDeps } from './publish.js';
import { storedOpus } from './stored-opus.js';
import { preparationFailure } from './tool-failure.js';

const OPUS_NAME = 'sound.ogg';
const READ_BYTES = 4 * 1024 * 1024;

export interface AacTrackDeps extends PublishDeps, AacEncoding {}

/**
 * Makes the AAC of an object from its stored Opus packets, unless it is there. Nothing of it is in the store when this
 * fails. The packets are read into a local file first: a store that does not answer for an hour holds no tool up.
 *
 * @throws IngestError when ffmpeg fails; BlobMissingError when the object is not whole; the signal's reason when aborted.
 */
export async function makeAacTrack(objectId: string, deps: AacTrackDeps): Promise<void> {
  const { store, workDir, signal, whilePublishing = (_, publish) => publish() } = deps;
  if (await hasAacTrack(store, objectId)) return;
  const index = parsePreparedIndex(await store.read(mediaKeys(objectId).index));
  const folder = join(workDir, `aac-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    await keepOpus(objectId, index, join(folder, OPUS_NAME), deps);
    const path = join(folder, 'aac.mp4');
    const made = await encodeAac(index, OPUS_NAME, path, { ...deps, workDir: folder });
    await whilePublishing(objectId, async () => {
      signal?.throwIfAborted();
      await publish(objectId, made, path, store);
    });
  } catch (error) {
    throw preparationFailure(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether an object has AAC, down to its last byte. */
export async function hasAacTrack(store: BlobStore, objectId: string): Promise<boolean> {
  const keys = aacKeys(objectId);
  try {
    const { fragments, sha256 } = parseAacIndex(await store.read(keys.index));
    const [lastOffset, lastLength] = fragments.at(-1)!;
    const size = lastOffset + lastLength;
    if ((await store.size(keys.track)) !== size) return false;
    const hash = createHash('sha256');
    for (let offset = 0; offset < size; offset += READ_BYTES) {
      hash.update(await store.read(keys.track, { offset, length: Math.min(READ_BYTES, size - offset) }));
    }
    return hash.digest('hex') === sha256;
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    return false;
  }
}

async function keepOpus(
  objectId: string,
  index: PreparedIndex,
  path: string,
  { store, signal }: AacTrackDeps,
): Promise<void> {
  const ogg = new OggOpus();
  const file = await open(path, 'wx');
  try {
    await file.writeFile(ogg.head());
    for await (const packets of storedOpus(objectId, index, store)) {
      signal?.throwIfAborted();
      await file.writeFile(ogg.pages(packets));
    }
  } finally {
    await file.close();
  }
}

/** The index comes last, for what has no index does not exist. */
async function publish(objectId: string, index: AacIndex, path: string, store: BlobStore): Promise<void> {
  const keys = aacKeys(objectId);
  if (await hasAacTrack(store, objectId)) return;
  // It may have gone meanwhile: nothing is put where no object is.
  if ((await store.size(mediaKeys(objectId).index)) === undefined)
    throw new BlobMissingError(mediaKeys(objectId).index);
  try {
    // A crash, or a fault of the disk, has left a part: it must not be read with the new bytes.
    await store.remove(keys.index);
    await store.publish(keys.track, path);
    await store.write(keys.index, Buffer.from(JSON.stringify(index)));
  } catch (error) {
    await Promise.allSettled(Object.values(keys).map((key) => store.remove(key)));
    throw error;
  }
}
