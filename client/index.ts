/**
 * `streamsync/client`: a channel on a page, as an element or on a video of one's own. Importing it does nothing by
 * itself, and what is not used of it a bundler leaves out.
 *
 * @module
 */

export type { SyncStatus } from '../shared/protocol/viewer.js';
export type { Millis } from '../shared/units.js';
export { defineStreamSyncPlayer } from './player/define.js';
export type { MediaElement, PlaybackError } from './player/media-element.js';
export type { ReflectedElement } from './player/reflected-element.js';
export { StreamSyncPlayerElement } from './player/streamsync-player.js';
export type { ItemChange } from './sdk/frame-meter.js';
export { type PlayerOptions, StreamSyncPlayer } from './sdk/player.js';
export { PlayerError, type PlayerErrorCode, type Retry } from './sdk/player-error.js';
export type { PlayerEvents } from './sdk/player-events.js';
export type { EndReason, PlayerState } from './sdk/player-state.js';
export type { PlayerStats } from './sdk/player-stats.js';
export type { ItemOnAir, Position } from './sdk/position.js';
export type { SyncFallback } from './sdk/sync-loop.js';
export type { Cancel } from './sdk/timing.js';
export type { TokenFunction, TokenSource } from './sdk/token-source.js';
