import type { Channels } from './airing/channels.js';
import type { FeedRegistry } from './feeds/feed-registry.js';
import type { ViewerRoster } from './viewers/viewer-roster.js';

export interface FollowChangesDeps {
  readonly channels: Pick<Channels, 'on' | 'onAir'>;
  readonly roster: Pick<ViewerRoster, 'list' | 'endWhere'>;
  readonly feeds: Pick<FeedRegistry, 'follow'>;
}

/** Lets viewers and feeds follow their channels; viewers who may not watch any longer are sent away. */
export function followChanges({ channels, roster, feeds }: FollowChangesDeps): void {
  channels.on('changed', (slug) => {
    const seats = roster.list(slug);
    for (const seat of seats) seat.tune(channels.onAir(slug, seat.pass.audience));
    // A feed may serve viewers of several channels, so each looks at all of its own.
    if (seats[0] !== undefined) feeds.follow(seats[0].onAir.effectiveAtMs);
    roster.endWhere((seat) => seat.slug === slug && !seat.isAllowed, 'token-required');
  });
  channels.on('removed', (slug) => roster.endWhere((seat) => seat.slug === slug, 'channel-unknown'));
}
