import type { Millis } from '../../shared/units.js';

/**
 * After a stall a browser's sound buffer expects more of them: for half a minute it keeps as much sound back as was
 * missing, and lip-sync holds the picture back with it. A new session has no such memory.
 */
export interface HoldUp {
  /** How far behind the common target the picture is; null while that is not known. */
  readonly lateMs: Millis | null;
  readonly sound: SoundBuffer | null;
  /** The least delay that was asked for the sound. */
  readonly askedMs: Millis;
}

/** How the sound was buffered lately (W3C WebRTC Statistics, RTCInboundRtpStreamStats). */
export interface SoundBuffer {
  /** How long it was kept, on average. */
  readonly delayMs: Millis;
  /** How irregularly it arrives (RFC 3550, section 6.4.1): what is irregular now needs the buffer. */
  readonly jitterMs: Millis;
}

/** What is counted of the sound since its receiver was made. */
export interface SoundCounts {
  /** Seconds, summed over all samples that left the buffer. */
  readonly delayS: number;
  readonly samples: number;
  readonly jitterS: number;
}

const LATE_MS = 100;
const NEEDLESS_MS = 150;
const CALM_JITTER_MS = 30;

/** The number of looks in a row, this one among them, at which the sound held the picture back without need. */
export function heldUpLooks(before: number, { lateMs, sound, askedMs }: HoldUp): number {
  if (lateMs === null || sound === null) return 0;
  const isNeedless = sound.delayMs - askedMs > NEEDLESS_MS && sound.jitterMs < CALM_JITTER_MS;
  return lateMs > LATE_MS && isNeedless ? before + 1 : 0;
}

export function soundCountsOf(report: RTCStatsReport): SoundCounts | null {
  for (const stats of report.values() as Iterable<RTCInboundRtpStreamStats>) {
    const { type, kind, jitterBufferDelay, jitterBufferEmittedCount, jitter } = stats;
    if (type !== 'inbound-rtp' || kind !== 'audio') continue;
    if (jitterBufferDelay === undefined || jitterBufferEmittedCount === undefined) return null;
    return { delayS: jitterBufferDelay, samples: jitterBufferEmittedCount, jitterS: jitter ?? 0 };
  }
  return null;
}

/** Between two looks; null when no sound was played in between, or the browser does not tell. */
export function soundBufferOf(before: SoundCounts | null, now: SoundCounts | null): SoundBuffer | null {
  if (before === null || now === null || now.samples <= before.samples) return null;
  const delayMs = (1000 * (now.delayS - before.delayS)) / (now.samples - before.samples);
  return { delayMs, jitterMs: now.jitterS * 1000 };
}
