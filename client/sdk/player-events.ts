import type { SyncStatus } from '../../shared/protocol/viewer.js';
import type { ItemChange } from './frame-meter.js';
import type { PlayerError } from './player-error.js';
import type { PlayerState } from './player-state.js';

/** What a player tells, by event name. */
export interface PlayerEvents {
  statechange: { readonly state: PlayerState; readonly previous: PlayerState };
  /** The frame on screen is the first of another item. */
  itemchange: ItemChange;
  /** The channel's common target changed, or the viewer's place against it. */
  syncchange: { readonly targetLatencyMs: number; readonly skewMs: number | null; readonly sync: SyncStatus };
  /** The player has given up; `error.code` says why, `error.message` what to do about it. */
  error: PlayerError;
}
