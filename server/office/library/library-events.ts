import type { MediaView } from '../../../shared/api/media.js';

export interface LibraryEvents {
  change: [media: MediaView];
  removed: [id: string];
  /** The state of its AAC changed; nothing on air depends on it. */
  aac: [media: MediaView];
}
