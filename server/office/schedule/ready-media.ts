import { CodedError } from '../../../shared/errors.js';
import type { MediaRecord } from '../store/media-store.js';
import type { EditStores } from '../store/store.js';

/**
 * The media that is needed, when all of it is ready.
 * @throws CodedError media-unknown, media-not-ready, with the first one that is to blame.
 */
export async function readyMedia(stores: EditStores, needed: ReadonlySet<string>): Promise<readonly MediaRecord[]> {
  const media = await stores.media.some(needed);
  const ready = new Set(media.map(({ id }) => id));
  for (const mediaId of needed) {
    if (ready.has(mediaId)) continue;
    const entry = await stores.library.find(mediaId);
    if (entry === undefined) throw new CodedError('media-unknown', `There is no media ${mediaId}.`, { mediaId });
    const { status } = entry.state;
    const remedy = status === 'failed' ? 'try its preparation again' : 'wait until it is ready';
    throw new CodedError('media-not-ready', `"${entry.title}" is ${status}: ${remedy}.`, { mediaId, status });
  }
  return media;
}
