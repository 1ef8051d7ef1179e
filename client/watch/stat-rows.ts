import type { PlayerStats } from '../sdk/player-stats.js';
import type { Position } from '../sdk/position.js';

type Row = readonly [label: string, value: string];

/** What the statistics panel says. */
export function statRows(stats: PlayerStats, position: Position | null): Row[] {
  return [
    ['State', stats.state],
    ['Behind the clock', milliseconds(stats.latencyMs)],
    ['Target', milliseconds(stats.targetLatencyMs)],
    ['Off target by', signed(stats.skewMs)],
    ['Sync', stats.syncFallback ?? stats.sync],
    ['Device clock off by', clock(stats)],
    ['Layer', stats.layer === null ? UNKNOWN : String(stats.layer)],
    ['Frame', position === null ? UNKNOWN : String(position.frame)],
    ['Joined in', milliseconds(stats.joinMs)],
    ['Frames dropped', String(stats.framesDropped)],
    ['Freezes', String(stats.freezes)],
    ['Packets lost', String(stats.packetsLost)],
    ['Round trip', milliseconds(stats.rttMs)],
  ];
}

const UNKNOWN = '–';

function milliseconds(value: number | null): string {
  return value === null ? UNKNOWN : `${Math.round(value)} ms`;
}

function signed(value: number | null): string {
  if (value === null) return UNKNOWN;
  const rounded = Math.round(value);
  return `${rounded < 0 ? '−' : rounded > 0 ? '+' : ''}${Math.abs(rounded)} ms`;
}

/** The device's clock against the master's, so the other way round than the offset. */
function clock({ clockOffsetMs, clockErrorMs }: PlayerStats): string {
  if (clockOffsetMs === null || clockErrorMs === null) return UNKNOWN;
  return `${signed(-clockOffsetMs)} ± ${Math.max(1, Math.round(clockErrorMs))}`;
}
