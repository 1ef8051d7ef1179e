import type { Logger } from '../../log/logger.js';
import type { AacTracks } from './aac-tracks.js';
import type { MediaLibrary } from './media-library.js';

export interface FollowAacDeps {
  readonly library: MediaLibrary;
  readonly aac: AacTracks;
  readonly logger: Logger;
}

/** Starts the making of AAC when media becomes ready, and sends hosts the state of it. */
export function followAac({ library, aac, logger }: FollowAacDeps): void {
  const failed = (err: unknown): void => logger.warn({ err }, 'hosts do not see yet which media has AAC');
  library.on('change', ({ status }) => {
    if (status === 'ready') aac.wake();
  });
  library.on('aac', (media) => {
    if (media.aac === 'queued') aac.wake();
  });
  library.on('removed', () => void aac.forget().catch(failed));
  aac.on('change', (ids) => {
    for (const id of ids) library.tellAac(id).catch(failed);
  });
}
