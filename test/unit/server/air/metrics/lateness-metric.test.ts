import { expect } from 'chai';
import { AggregatorRegistry, Registry } from 'prom-client';
import { PlayoutStats } from '../../../../../media/playout/playout-stats.js';
import { addLatenessMetric } from '../../../../../server/air/metrics/lateness-metric.js';

describe('lateness metric', () => {
  it('is a histogram of all feeds, with a bound at 5 ms, as another process writes it out', async () => {
    const registry = new Registry();
    const [one, other] = [new PlayoutStats(), new PlayoutStats()];
    for (const latenessMs of [-1, 0.5, 5]) one.frameLeft(latenessMs);
    for (const latenessMs of [5.5, 12, 60_000]) other.frameLeft(latenessMs);
    const all = new PlayoutStats();
    for (const stats of [one, other]) all.add(stats);
    expect(all.framesLate).to.equal(2);
    addLatenessMetric(registry, () => all);
    const json = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON())) as object[];
    const text = await AggregatorRegistry.aggregate([json]).metrics();
    const lines = text.split('\n').map((line) => line.replace('streamsync_playout_lateness_seconds', ''));
    expect(lines).to.include.members([
      '_bucket{le="0.001"} 2',
      '_bucket{le="0.005"} 3',
      '_bucket{le="0.007"} 4',
      '_bucket{le="1"} 5',
      '_bucket{le="+Inf"} 6',
      '_count 6',
      '_sum 60.023',
    ]);
    expect(text).to.include('# TYPE streamsync_playout_lateness_seconds histogram');
  });
});
