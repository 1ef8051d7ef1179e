import type { ChannelStats, Distribution } from '../../../shared/api/channel-stats.js';
import type { Report } from '../../../shared/protocol/viewer.js';
import type { ReportEntry } from './report-book.js';

/** Upper ends of histogram classes: half a refresh of 60 Hz, one, one frame of 30, two, and on. Shared with the metrics. */
export const CLASSES = {
  skewMs: [8, 17, 34, 67, 100, 200, 500, 1000],
  latencyMs: [50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 2000, 4000],
  joinMs: [100, 200, 300, 500, 750, 1000, 2000, 4000, 8000],
} as const;
const CLOCK_ERROR_MS = [1, 2, 5, 10, 20, 50, 100, 200];
const RTT_MS = [5, 10, 20, 50, 100, 200, 500, 1000];
const LOSS_PERCENT = [0, 0.1, 0.5, 1, 2, 5, 10];

export type AudienceFigures = Omit<ChannelStats, 'at' | 'targetLatencyMs'>;

/** What the newest reports of a channel's viewers come to. */
export function audienceFigures(entries: readonly ReportEntry[]): AudienceFigures {
  const reports = entries.map(({ newest }) => newest);
  const latencies = valuesOf(reports.map(({ latencyMs }) => latencyMs));
  const skews = reports.map(({ skewMs }) => skewMs && Math.abs(skewMs));
  const total = (count: (report: Report) => number) =>
    Math.min(
      Number.MAX_SAFE_INTEGER,
      reports.reduce((sum, report) => sum + count(report), 0),
    );
  return {
    viewers: reports.length,
    latencyMs: distribution(latencies, CLASSES.latencyMs),
    skewMs: distribution(skews, CLASSES.skewMs),
    spreadMs: latencies.length === 0 ? null : percentile(latencies, 97.5) - percentile(latencies, 2.5),
    joinMs: distribution(
      reports.map(({ joinMs }) => joinMs),
      CLASSES.joinMs,
    ),
    clockErrorMs: distribution(
      reports.map(({ clockErrorMs }) => clockErrorMs),
      CLOCK_ERROR_MS,
    ),
    rttMs: distribution(
      reports.map(({ rttMs }) => rttMs),
      RTT_MS,
    ),
    lossPercent: distribution(entries.map(lossPercent), LOSS_PERCENT),
    layers: countBy(valuesOf(reports.map(({ layer }) => layer))),
    sync: countBy(reports.map(({ sync }) => sync)),
    freezes: total(({ freezes }) => freezes),
    framesDropped: total(({ framesDropped }) => framesDropped),
  };
}

/** Between a viewer's last two reports; null when there are not two, or nothing came in between. */
function lossPercent({ newest, previous }: ReportEntry): number | null {
  if (previous === null) return null;
  const lost = Math.max(0, newest.packetsLost - previous.packetsLost);
  const received = Math.max(0, newest.packetsReceived - previous.packetsReceived);
  return lost + received === 0 ? null : (100 * lost) / (lost + received);
}

/** The smallest value that at least `percent` of the sorted values do not exceed (nearest rank). */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

function distribution(values: readonly (number | null)[], upperEnds: readonly number[]): Distribution | null {
  const sorted = valuesOf(values);
  if (sorted.length === 0) return null;
  const classes = [...upperEnds, null];
  const histogram = classes.map((upTo) => ({ upTo, viewers: 0 }));
  for (const value of sorted) histogram[classes.findIndex((upTo) => upTo === null || value <= upTo)]!.viewers += 1;
  const [p50, p95, p99] = [50, 95, 99].map((percent) => percentile(sorted, percent)) as [number, number, number];
  return { viewers: sorted.length, p50, p95, p99, histogram };
}

function valuesOf(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null).sort((a, b) => a - b);
}

function countBy(keys: readonly (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
