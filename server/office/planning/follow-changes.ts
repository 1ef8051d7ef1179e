import type { EventEmitter } from 'node:events';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { HeadPieces } from '../library/head-pieces.js';
import type { LibraryEvents } from '../library/library-events.js';
import type { TrimBook } from '../library/trim-book.js';
import type { ScheduleEditor } from '../schedule/schedule-editor.js';
import type { ChannelDirectory } from './channel-directory.js';

export interface FollowChangesDeps {
  readonly directory: Pick<ChannelDirectory, 'refresh' | 'refreshMedia' | 'refreshObjects'>;
  readonly editor: Pick<ScheduleEditor, 'on'>;
  readonly library: EventEmitter<LibraryEvents>;
  readonly heads: Pick<HeadPieces, 'on' | 'refresh'>;
  readonly trims: Pick<TrimBook, 'names' | 'readAll' | 'readSequence'>;
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly logger: Logger;
}

const COLLECT_MS: Millis = 1000;

/** Lets channels follow every edit of theirs, and every change of the media that they play. @returns ends what waits */
export function followChanges(deps: FollowChangesDeps): () => void {
  const { directory, editor, library, heads, trims, clock, logger } = deps;
  const inTime = (work: Promise<void>) =>
    void work.catch((err: unknown) => logger.error({ err }, 'a change has not reached viewers yet'));
  const headsFollow = async (areOther: boolean | Promise<boolean>) => {
    if (await areOther) await heads.refresh();
  };
  const refresh = ({ slug }: { slug: string }) => inTime(directory.refresh(slug));
  editor.on('changed', refresh).on('channel', refresh);
  editor.on('sequence', (id) => inTime(headsFollow(trims.readSequence(id))));
  editor.on('changed', ({ action }) => {
    // Other revisions than the newest come back with it.
    if (action === 'version-restored') inTime(headsFollow(trims.readAll().then(() => true)));
  });
  library.on('removed', (id) => inTime(headsFollow(trims.names(id))));
  library.on('change', ({ id, status }) => {
    // Queued may be what was ready, and is lost.
    if (status !== 'ready' && status !== 'queued') return;
    inTime(headsFollow(trims.names(id)));
    inTime(directory.refreshMedia(id));
  });
  const made = new Set<string>();
  let cancelTimer: (() => void) | undefined;
  heads.on('ready', ({ objectId }) => {
    made.add(objectId);
    // Many are made one after the other, and each reload plans whole channels.
    cancelTimer ??= clock.setTimer(COLLECT_MS, () => {
      cancelTimer = undefined;
      const objectIds = [...made];
      made.clear();
      inTime(directory.refreshObjects(objectIds));
    });
  });
  return () => cancelTimer?.();
}
