import type { ChannelStats } from '../../../shared/api/channel-stats.js';
import type { NowItem } from '../../../shared/api/now.js';
import type { Millis } from '../../../shared/units.js';

const MOST_LOSS_PERCENT = 2;
const MOST_SKEW_MS = 100;
const LATELY_MS = 60_000;

/** What tells how a channel does. */
export interface OnAirState {
  readonly stats: ChannelStats;
  readonly freezesLately: number;
  readonly kind: NowItem['kind'] | undefined;
  /** Processes that serve viewers, of those there should be; null while it is not known. */
  readonly workers: { readonly alive: number; readonly wanted: number } | null;
}

/** What somebody should look at, in words, the gravest first. That nobody watches is no alarm. */
export function alarmsOf({ stats, freezesLately, kind, workers }: OnAirState): string[] {
  const { lossPercent, skewMs } = stats;
  const alarms: string[] = [];
  if (workers !== null && workers.alive < workers.wanted) {
    alarms.push(
      `${workers.alive} of ${workers.wanted} processes serve viewers. The rest start again by themselves; when that lasts, look at the server’s log.`,
    );
  }
  if (freezesLately > 0) {
    alarms.push(
      `The picture froze ${freezesLately === 1 ? 'once' : `${freezesLately} times`} for viewers in the last minute. A longer target latency in the settings helps bad lines.`,
    );
  }
  if (lossPercent !== null && lossPercent.p95 > MOST_LOSS_PERCENT) {
    alarms.push(
      `Some viewers lose ${lossPercent.p95.toFixed(1)} % of what is sent (p95). When it is all of them, the server’s own line is too narrow.`,
    );
  }
  if (skewMs !== null && skewMs.p95 > MOST_SKEW_MS) {
    alarms.push(
      `Some viewers are ${Math.round(skewMs.p95)} ms off the common target (p95). They come back to it by themselves unless their line is slower than it.`,
    );
  }
  if (kind === 'slate') alarms.push('Viewers see the slate: nothing is scheduled, and the channel has no filler.');
  return alarms;
}

/** A count that only rises while the same viewers watch, as it was told at an instant. */
export interface CountSample {
  readonly atMs: Millis;
  readonly count: number;
}

export function withSample(samples: readonly CountSample[], sample: CountSample): readonly CountSample[] {
  return [...samples.filter(({ atMs }) => sample.atMs - atMs <= LATELY_MS && atMs < sample.atMs), sample];
}

/** By how much it has risen; that it falls when viewers leave takes nothing away. */
export function riseOf(samples: readonly CountSample[]): number {
  return samples.reduce(
    (rise, { count }, index) => rise + Math.max(0, count - (samples[index - 1]?.count ?? count)),
    0,
  );
}
