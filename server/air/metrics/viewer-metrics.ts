import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import { audienceFigures, CLASSES } from '../viewers/audience-figures.js';
import type { ReportBook, ReportEntry } from '../viewers/report-book.js';

const SECOND_MS = 1000;

/** What viewers report, by channel: spread over time in histograms, and how things stand in gauges. */
export function addViewerMetrics(registry: Registry, reports: ReportBook, clock: Clock): void {
  const registers = [registry];
  const histogram = (name: string, help: string, classesMs: readonly Millis[]) => {
    const buckets = classesMs.map((upToMs) => upToMs / SECOND_MS);
    return new Histogram({
      name: `streamsync_viewer_${name}_seconds`,
      help,
      registers,
      buckets,
      labelNames: ['channel'],
    });
  };
  const counter = (name: string, help: string) =>
    new Counter({ name: `streamsync_viewer_${name}_total`, help, registers, labelNames: ['channel'] });

  const latency = histogram('latency', 'From on air to on screen, once for each report', CLASSES.latencyMs);
  const skew = histogram('skew', 'How far off the common target, once for each report', CLASSES.skewMs);
  const join = histogram('join', 'From join to the first frame on screen, once for each join', CLASSES.joinMs);
  const received = counter('packets_received', 'Video packets that viewers received');
  const lost = counter('packets_lost', 'Video packets that viewers missed');
  const freezes = counter('freezes', 'Freezes that viewers saw');
  const dropped = counter('frames_dropped', 'Frames that viewers received and did not show');

  reports.on('report', (channel, { newest, previous }: ReportEntry) => {
    if (newest.latencyMs !== null) latency.observe({ channel }, newest.latencyMs / SECOND_MS);
    if (newest.skewMs !== null) skew.observe({ channel }, Math.abs(newest.skewMs) / SECOND_MS);
    if (newest.joinMs !== null && previous === null) join.observe({ channel }, newest.joinMs / SECOND_MS);
    if (previous === null) return;
    const since = (count: (report: typeof newest) => number) => Math.max(0, count(newest) - count(previous));
    received.inc(
      { channel },
      since(({ packetsReceived }) => packetsReceived),
    );
    lost.inc(
      { channel },
      since(({ packetsLost }) => packetsLost),
    );
    freezes.inc(
      { channel },
      since((report) => report.freezes),
    );
    dropped.inc(
      { channel },
      since(({ framesDropped }) => framesDropped),
    );
  });

  const gauge = (name: string, help: string, label: string, count: 'sync' | 'layers') =>
    new Gauge({
      ...{ name: `streamsync_viewers_by_${name}`, help, registers, labelNames: ['channel', label] },
      collect(): void {
        this.reset();
        for (const channel of reports.channels) {
          const counts = audienceFigures(reports.fresh(channel, clock.now()))[count];
          for (const [key, viewers] of Object.entries(counts)) this.set({ channel, [label]: key }, viewers);
        }
      },
    });
  gauge('sync', 'Viewers by how they keep to the target', 'status', 'sync');
  gauge('layer', 'Viewers by the simulcast layer on screen', 'layer', 'layers');
}
