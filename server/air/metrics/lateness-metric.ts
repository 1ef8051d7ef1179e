import { Histogram, type MetricObjectWithValues, type MetricValueWithName, type Registry } from 'prom-client';
import { LATENESS_BOUNDS_MS, type PlayoutStats } from '../../../media/playout/playout-stats.js';

const NAME = 'streamsync_playout_lateness_seconds';

/** How late frames left, as feeds have counted it: nothing is done for it while they are paced. */
class LatenessMetric extends Histogram {
  readonly #read: () => PlayoutStats;

  constructor(registry: Registry, read: () => PlayoutStats) {
    const buckets = LATENESS_BOUNDS_MS.map((boundMs) => boundMs / 1000);
    super({ name: NAME, help: 'How long after its time each frame left', buckets, registers: [registry] });
    this.#read = read;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const { lateness, latenessSumMs } = this.#read();
    let frames = 0;
    const buckets = lateness.map((count, index) => {
      frames += count;
      const boundMs = LATENESS_BOUNDS_MS[index];
      const le = boundMs === undefined ? '+Inf' : boundMs / 1000;
      return { metricName: `${NAME}_bucket`, labels: { le }, value: frames };
    });
    const sum = { metricName: `${NAME}_sum`, labels: {}, value: latenessSumMs / 1000 };
    const count = { metricName: `${NAME}_count`, labels: {}, value: frames };
    return { ...(await super.get()), values: [...buckets, sum, count] };
  }
}

export function addLatenessMetric(registry: Registry, read: () => PlayoutStats): void {
  new LatenessMetric(registry, read);
}
