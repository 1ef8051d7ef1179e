import type { StoredItem } from '../../../shared/api/sequences.js';
import type { MediaById } from './item-length.js';

/** What an item is called: a slot by its own name, everything else as its media. */
export function itemTitle(item: StoredItem, media: MediaById, isLoaded: boolean): string {
  if ('slot' in item) return item.slot.name;
  return media.get(item.mediaId)?.title ?? (isLoaded ? 'Media that is gone' : '…');
}
