import { mediaKeys, parsePreparedIndex } from '../../../media/prepared-media.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { Logger } from '../../log/logger.js';
import type { LibraryStore } from '../store/library-store.js';
import { layerOf } from './prepare-source.js';

export interface LearnLayersDeps {
  readonly store: LibraryStore;
  readonly blobs: BlobStore;
  readonly logger: Logger;
}

/** Reads the layers of media that was added without them from its index. */
export async function learnLayers({ store, blobs, logger }: LearnLayersDeps): Promise<void> {
  for (const { id, objectId } of await store.withoutLayers()) {
    try {
      const { layers } = parsePreparedIndex(await blobs.read(mediaKeys(objectId).index));
      await store.setLayers(id, layers.map(layerOf));
    } catch (error) {
      logger.warn({ err: error, mediaId: id }, 'a media that is ready has no index that can be read');
    }
  }
}
