import { expect } from 'chai';
import { audienceFigures } from '../../../../../server/air/viewers/audience-figures.js';
import type { ReportEntry } from '../../../../../server/air/viewers/report-book.js';
import { channelStatsSchema } from '../../../../../shared/api/channel-stats.js';
import type { Report } from '../../../../../shared/protocol/viewer.js';
import { reportWith } from './report-fixture.js';

const entry = (newest: Partial<Report>, previous?: Partial<Report>): ReportEntry => ({
  newest: reportWith(newest),
  previous: previous === undefined ? null : reportWith(previous),
  atMs: 0,
  from: 'here',
});

describe('audience-figures', () => {
  it('tells nothing of nobody', () => {
    const { viewers, latencyMs, spreadMs, lossPercent, layers } = audienceFigures([]);
    expect({ viewers, latencyMs, spreadMs, lossPercent, layers }).to.deep.equal({
      ...{ viewers: 0, latencyMs: null, spreadMs: null, lossPercent: null, layers: {} },
    });
  });

  it('gives percentiles by nearest rank, and a histogram that counts everybody once', () => {
    const entries = Array.from({ length: 100 }, (_, index) => entry({ latencyMs: 101 + index, skewMs: index - 99 }));
    const { latencyMs, skewMs, spreadMs } = audienceFigures(entries);
    expect(latencyMs).to.include({ viewers: 100, p50: 150, p95: 195, p99: 199 });
    expect(latencyMs!.histogram.reduce((sum, { viewers }) => sum + viewers, 0)).to.equal(100);
    expect(latencyMs!.histogram.find(({ upTo }) => upTo === 150)).to.deep.equal({ upTo: 150, viewers: 50 });
    expect(spreadMs).to.equal(198 - 103);
    expect(skewMs, 'early or late, off is off').to.include({ p50: 49, p95: 94, p99: 98 });
  });

  it('puts what is above every class into the last one', () => {
    const { skewMs } = audienceFigures([entry({ skewMs: 50_000 })]);
    expect(skewMs!.histogram.at(-1)).to.deep.equal({ upTo: null, viewers: 1 });
  });

  it('leaves out what a viewer does not know', () => {
    const { viewers, latencyMs, layers } = audienceFigures([entry({ latencyMs: null, layer: null }), entry({})]);
    expect({ viewers, known: latencyMs!.viewers, layers }).to.deep.equal({ viewers: 2, known: 1, layers: { 2: 1 } });
  });

  it('takes loss from between two reports', () => {
    const { lossPercent } = audienceFigures([
      entry({ packetsReceived: 1990, packetsLost: 110 }, { packetsReceived: 1000, packetsLost: 100 }),
      entry({ packetsReceived: 1000, packetsLost: 500 }),
      entry({ packetsReceived: 2000, packetsLost: 3 }, { packetsReceived: 1000, packetsLost: 5 }),
    ]);
    expect(lossPercent).to.include({ viewers: 2, p50: 0, p99: 1 });
  });

  it('is what its schema allows, whatever viewers count', () => {
    const most = { freezes: Number.MAX_SAFE_INTEGER, framesDropped: Number.MAX_SAFE_INTEGER };
    const lies = { packetsReceived: Number.MAX_SAFE_INTEGER, packetsLost: Number.MAX_SAFE_INTEGER };
    const figures = audienceFigures([entry({ ...most, ...lies }, {}), entry({ ...most, ...lies }, {})]);
    const stats = channelStatsSchema.parse({ at: 0, targetLatencyMs: 200, ...figures });
    expect(stats).to.include({ freezes: Number.MAX_SAFE_INTEGER, framesDropped: Number.MAX_SAFE_INTEGER });
  });

  it('counts viewers by layer and by how they keep to the target', () => {
    const { layers, sync, freezes } = audienceFigures([
      entry({ layer: 0, sync: 'cannot-hold', freezes: 2 }),
      entry({ freezes: 1 }),
      entry({}),
    ]);
    expect(layers).to.deep.equal({ 0: 1, 2: 2 });
    expect(sync).to.deep.equal({ 'cannot-hold': 1, holding: 2 });
    expect(freezes).to.equal(3);
  });
});
