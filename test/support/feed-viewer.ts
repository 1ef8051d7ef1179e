import type { FeedViewer } from '../../server/air/feeds/running-feed.js';
import type { Lineup } from '../../shared/timeline/lineup.js';

/** A viewer who only wants its lineup, and notes whether it had to part. */
export class PlainViewer implements FeedViewer {
  readonly slug = 'channel';
  isOrphaned = false;
  hasParted = false;

  constructor(public lineup: Lineup) {}

  part(): void {
    this.hasParted = true;
  }

  end(): void {}
}
