import type { MediaView } from '../api/media.js';

/** The Socket.IO namespace of hosts; a session is proven by its cookie, or by `auth: { token }` of the handshake. */
export const HOST_NAMESPACE = '/host';

export interface ServerToHostEvents {
  /** A media is new or has changed, its preparation went on included: a few times a second at most. */
  media: (media: MediaView) => void;
  'media-removed': (removed: { id: string }) => void;
  /** The session or the key holds no more; the socket is closed. */
  ended: (reason: HostRefusal) => void;
  /** A channel has a new version of its schedule. */
  timeline: (change: ScheduleChange) => void;
}

export interface ScheduleChange {
  channel: string;
  version: number;
  /** From when the version is in force, UTC milliseconds. */
  effectiveAtMs: number;
  /** Who made it. */
  actor: string;
  /** What was done, as in the schedule's history. */
  action: string;
}

/** Hosts act over HTTP. */
export type HostToServerEvents = Record<never, never>;

/** What `connect_error` carries in `data`, and `ended` says. */
export interface HostRefusal {
  code: string;
  message: string;
}
