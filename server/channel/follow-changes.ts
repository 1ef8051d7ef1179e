import type { EventEmitter } from 'node:events';
import { type Revocation, revokes } from '../auth/viewer-pass.js';
import type { ChannelDirectory } from './channel-directory.js';
import type { FeedRegistry } from './feed-registry.js';
import type { ViewerRoster } from './viewer-roster.js';

export interface FollowChangesDeps {
  readonly directory: ChannelDirectory;
  readonly roster: ViewerRoster;
  readonly feeds: Pick<FeedRegistry, 'follow'>;
  readonly gate: EventEmitter<{ revoked: [Revocation] }>;
}

/** Lets viewers and feeds follow every edit of a channel, and sends away who may not watch any longer. */
export function followChanges({ directory, roster, feeds, gate }: FollowChangesDeps): void {
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
