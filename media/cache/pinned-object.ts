import { mediaKeys, parsePreparedIndex } from '../prepared-media.js';
import type { BlobStore } from '../store/blob-store.js';
import { BufferPool } from './buffer-pool.js';
import { type PacketFragment, packetizeFragment } from './packet-fragment.js';

/** A small prepared object, packetised as a whole and kept in memory: it can be sent whatever becomes of its store. */
export class PinnedObject {
  private constructor(
    readonly objectId: string,
    readonly fps: number,
    /** At least one. */
    readonly fragments: readonly PacketFragment[],
  ) {}

  /** @throws BlobMissingError, MalformedBoxError, MalformedSampleError or what the store threw. */
  static async load(store: Pick<BlobStore, 'read'>, objectId: string): Promise<PinnedObject> {
    const keys = mediaKeys(objectId);
    const index = parsePreparedIndex(await store.read(keys.index));
    const pool = new BufferPool();
    const fragments: PacketFragment[] = [];
    for (const [offset, length] of index.fragments) {
      const stored = await store.read(keys.media, { offset, length });
      const { packets } = packetizeFragment(stored, index, pool);
      fragments.push({ ...packets, bytes: Buffer.from(packets.bytes) });
    }
    return new PinnedObject(objectId, index.fps, fragments);
  }

  get frames(): number {
    return this.fragments.reduce((sum, { frames }) => sum + frames, 0);
  }
}
