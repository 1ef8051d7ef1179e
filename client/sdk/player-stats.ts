import type { Report, SyncStatus } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import type { PlayerState } from './player-state.js';
import type { SyncFallback } from './sync-loop.js';

/** How a player does. Null is what is not known yet. */
export interface PlayerStats {
  readonly state: PlayerState['name'];
  /** From a frame's instant on air to its instant on screen. */
  readonly latencyMs: Millis | null;
  /** What the channel wants every viewer's latency to be. */
  readonly targetLatencyMs: Millis | null;
  /** `latencyMs` − `targetLatencyMs`. */
  readonly skewMs: Millis | null;
  /** Master clock − this device's clock. */
  readonly clockOffsetMs: Millis | null;
  /** The offset is right within this. */
  readonly clockErrorMs: Millis | null;
  /** How fast the two clocks run apart, in parts per million; near 0 until it is known. */
  readonly clockDriftPpm: number | null;
  /** How the player keeps to the target. */
  readonly sync: SyncStatus;
  /** What it does instead where the browser lacks the means; null where it does not. */
  readonly syncFallback: SyncFallback | null;
  /** The least delay asked of the browser's jitter buffer for the picture. */
  readonly bufferMs: Millis | null;
  /** The simulcast layer on screen, 0 the smallest. */
  readonly layer: number | null;
  /** From the last `join` to its first frame on screen. */
  readonly joinMs: Millis | null;
  /** Over all sessions of this player. */
  readonly framesDropped: number;
  readonly freezes: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** The shortest signaling round trip seen lately. */
  readonly rttMs: Millis | null;
}

/** What the server is told. */
export function reportOf(stats: PlayerStats): Report {
  const { latencyMs, skewMs, sync, bufferMs, clockErrorMs, rttMs, joinMs, layer } = stats;
  const { framesDropped, freezes, packetsReceived, packetsLost } = stats;
  return {
    ...{ latencyMs: tenths(latencyMs), skewMs: tenths(skewMs), sync, bufferMs: tenths(bufferMs) },
    ...{ clockErrorMs: tenths(clockErrorMs), rttMs: tenths(rttMs), joinMs: tenths(joinMs), layer },
    ...{ framesDropped, freezes, packetsReceived, packetsLost },
  };
}

function tenths(ms: Millis | null): Millis | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
