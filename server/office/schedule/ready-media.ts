import { CodedError } from '../../../shared/errors.js';
import type { MediaRecord } from '../store/media-store.js';
import type { EditReads } from './edit-reads.js';

/**
 * The media that are needed, each of them ready.
 * @throws CodedError media-unknown, media-not-ready, with the first one that is to blame.
 */
export async function readyMedia(reads: EditReads, needed: ReadonlySet<string>): Promise<readonly MediaRecord[]> {
  const media = await reads.readyMedia(needed);
  const ready = new Set(media.map(({ id }) => id));
  for (const mediaId of needed) {
    if (ready.has(mediaId)) continue;
    const entry = await reads.mediaEntry(mediaId);
    if (entry === undefined) throw new CodedError('media-unknown', `There is no media ${mediaId}.`, { mediaId });
    const { status } = entry.state;
    const remedy = status === 'failed' ? 'try its preparation again' : 'wait until it is ready';
    throw new CodedError('media-not-ready', `"${entry.title}" is ${status}: ${remedy}.`, { mediaId, status });
  }
  return media;
}
