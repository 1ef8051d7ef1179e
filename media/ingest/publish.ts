import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../prepared-media.js';
import { BlobMissingError, type BlobStore } from '../store/blob-store.js';
import { StoreUnavailableError } from '../store/store-unavailable.js';
import { preparationFailure } from './tool-failure.js';

/** Everything that lies beside a media file in the store, except its index. */
export type Attachment = Exclude<keyof ReturnType<typeof mediaKeys>, 'media' | 'index'>;

/** A prepared file, and what was made of it. */
export interface PreparedObject {
  /** SHA-256 of the file, in hex. */
  readonly objectId: string;
  readonly mediaPath: string;
  readonly index: PreparedIndex;
  readonly attachments: Readonly<Partial<Record<Attachment, Uint8Array>>>;
}

export interface PublishDeps {
  readonly store: BlobStore;
  readonly signal?: AbortSignal | undefined;
  /**
   * Runs the publication of an object: whoever else publishes or removes the same object waits until it is over. Without
   * it there is nobody else.
   */
  readonly whilePublishing?: ((objectId: string, publish: () => Promise<void>) => Promise<void>) | undefined;
}

/**
 * Puts an object into the store, unless it is there: the name stands for the bytes. Its index comes last, for what has no
 * index does not exist.
 */
export async function publishObject(object: PreparedObject, deps: PublishDeps): Promise<void> {
  const { whilePublishing = (_, publish) => publish() } = deps;
  await whilePublishing(object.objectId, () => publishOnce(object, deps));
}

async function publishOnce(object: PreparedObject, { store, signal }: PublishDeps): Promise<void> {
  const { objectId, mediaPath, index, attachments } = object;
  const keys = mediaKeys(objectId);
  const presence = await presenceOf(objectId, store);
  if (presence === 'whole') return;
  try {
    // A crash, or a fault of the disk, has left a part: it must not be read with the new bytes.
    await store.remove(keys.index);
    await store.publish(keys.media, mediaPath);
    for (const [name, bytes] of Object.entries(attachments)) await store.write(keys[name as Attachment], bytes);
    signal?.throwIfAborted();
    await store.write(keys.index, Buffer.from(JSON.stringify(index)));
  } catch (error) {
    // Whatever made publishing fail is the error to tell; the sweep for orphans finds what removing leaves.
    if (presence === 'none') await Promise.allSettled(Object.values(keys).map((key) => store.remove(key)));
    throw preparationFailure(error);
  }
}

/** Whether an object can be played. Its bytes are taken on trust. */
async function presenceOf(objectId: string, store: BlobStore): Promise<'none' | 'part' | 'whole'> {
  const keys = mediaKeys(objectId);
  try {
    const { fragments } = parsePreparedIndex(await store.read(keys.index));
    const [offset, length] = fragments.at(-1)!;
    return (await store.size(keys.media)) === offset + length ? 'whole' : 'part';
  } catch (error) {
    if (error instanceof BlobMissingError) return 'none';
    // Nothing is known of the object, which may be whole and on air: its index must not go.
    if (error instanceof StoreUnavailableError) throw error;
    return 'part';
  }
}
