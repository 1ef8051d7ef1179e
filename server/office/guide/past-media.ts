import { type ChannelContent, mediaNeeded } from '../store/channel-content.js';
import type { MediaRecord, MediaStore } from '../store/media-store.js';

/**
 * A version of a schedule with stand-ins for what it played that is lost or deleted since: with its title, and as long as it
 * was when its sequence was saved. For telling of the past alone: there is nothing to be played.
 */
export async function withPastMedia(
  content: ChannelContent,
  store: Pick<MediaStore, 'titlesOf'>,
  fps: number,
): Promise<{ readonly content: ChannelContent; readonly hasGone: boolean }> {
  const ready = new Set(content.media.map(({ id }) => id));
  const needed = mediaNeeded(content.revisions, content.channel.fillerMediaId);
  const titles = await store.titlesOf([...needed].filter((id) => !ready.has(id)));
  const frames = new Map(content.revisions.flatMap((revision) => Object.entries(revision.frames)));
  const gone = [...titles].flatMap(([id, title]): MediaRecord[] => {
    const length = frames.get(id);
    return length === undefined ? [] : [{ id, objectId: id, title, fps, frames: length, createdAtMs: 0 }];
  });
  return { content: { ...content, media: [...content.media, ...gone] }, hasGone: gone.length > 0 };
}
