import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Millis } from '../../../shared/units.js';
import type { ChannelCard } from '../../link/messages.js';

/** What a viewer of a channel is served. */
export interface OnAir {
  readonly channel: ChannelCard;
  readonly lineup: Lineup;
  /** When the lineup's version took, or takes, effect. */
  readonly effectiveAtMs: Millis;
}
