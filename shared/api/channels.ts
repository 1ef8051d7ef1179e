import type { Millis } from '../units.js';

/** One of `GET /api/v1/channels`. */
export interface ChannelSummary {
  slug: string;
  name: string;
  visibility: 'public' | 'token';
  targetLatencyMs: Millis;
}

/** `GET /api/v1/channels/:slug/now`. Instants are UTC milliseconds. */
export interface NowAnswer {
  at: Millis;
  version: number;
  /** The key of the lineup the asked audience is served. */
  lineup: string;
  item: NowItem;
  next: NowItem;
}

export interface NowItem {
  kind: 'media' | 'filler' | 'slate';
  mediaId: string;
  title: string;
  sequenceId?: string;
  startsAt: Millis;
  endsAt: Millis;
  /** Into the media at `at`; of the next item, where it will start. */
  offsetMs: Millis;
  frame: number;
}
