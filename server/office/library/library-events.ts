import type { MediaView } from '../../../shared/api/media.js';

export interface LibraryEvents {
  change: [media: MediaView];
  removed: [id: string];
  /** It has AAC, or has not: news to hosts, and to nothing that is on air. */
  aac: [media: MediaView];
}
