import type { EventEmitter } from 'node:events';
import type { MediaView } from '../../shared/api/media.js';
import { type Revocation, revokes } from '../credentials/viewer-pass.js';
import type { Logger } from '../log/logger.js';
import type { HeadPieces } from '../office/library/head-pieces.js';
import type { TrimBook } from '../office/library/trim-book.js';
import type { ChannelDirectory } from '../office/planning/channel-directory.js';
import type { ScheduleEditor } from '../office/schedule/schedule-editor.js';
import type { FeedRegistry } from './feeds/feed-registry.js';
import type { ViewerRoster } from './viewers/viewer-roster.js';

export interface FollowChangesDeps {
  readonly directory: ChannelDirectory;
  readonly roster: ViewerRoster;
  readonly feeds: Pick<FeedRegistry, 'follow'>;
  readonly gate: EventEmitter<{ revoked: [Revocation] }>;
  readonly editor: Pick<ScheduleEditor, 'on'>;
  readonly library: EventEmitter<{ change: [media: MediaView]; removed: [id: string] }>;
  readonly heads: Pick<HeadPieces, 'on' | 'refresh'>;
  readonly trims: Pick<TrimBook, 'names' | 'readAll' | 'readSequence'>;
  readonly logger: Logger;
}

/**
 * Lets what is on air follow every change: channels follow edits and their media, viewers and feeds follow channels, and
 * who may not watch any longer is sent away.
 */
export function followChanges(deps: FollowChangesDeps): void {
  channelsFollow(deps);
  viewersFollow(deps);
}

function channelsFollow({ directory, editor, library, heads, trims, logger }: FollowChangesDeps): void {
  const inTime = (work: Promise<void>) =>
    void work.catch((err: unknown) => logger.error({ err }, 'a change has not reached viewers yet'));
  const refresh = ({ slug }: { slug: string }) => inTime(directory.refresh(slug));
  const headsFollow = async (areOther: boolean | Promise<boolean>) => {
    if (await areOther) await heads.refresh();
  };
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
  heads.on('ready', ({ objectId }) => inTime(directory.refreshObject(objectId)));
}

function viewersFollow({ directory, roster, feeds, gate }: FollowChangesDeps): void {
  directory.on('changed', (slug) => {
    const seats = roster.list(slug);
    for (const seat of seats) seat.tune(directory.onAir(slug, seat.pass.audience));
    // A feed may serve viewers of several channels, so each looks at all of its own.
    if (seats[0] !== undefined) feeds.follow(seats[0].onAir.effectiveAtMs);
    roster.endWhere((seat) => seat.slug === slug && !seat.isAllowed, 'token-required');
  });
  directory.on('removed', (slug) => roster.endWhere((seat) => seat.slug === slug, 'channel-unknown'));
  gate.on('revoked', (revocation) =>
    roster.endWhere((seat) => revokes(revocation, seat.slug, seat.pass), 'token-revoked'),
  );
}
