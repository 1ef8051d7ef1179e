import { expect } from 'chai';
import { Registry } from 'prom-client';
import { addViewerMetrics } from '../../../../../server/air/metrics/viewer-metrics.js';
import { ReportBook } from '../../../../../server/air/viewers/report-book.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { reportWith } from '../viewers/report-fixture.js';

describe('viewer-metrics', () => {
  let clock: ManualClock;
  let book: ReportBook;
  let registry: Registry;

  beforeEach(() => {
    clock = new ManualClock(0);
    book = new ReportBook();
    registry = new Registry();
    addViewerMetrics(registry, book, clock);
  });

  it('has each report in the histograms, each join once', async () => {
    book.take('demo', 'a', reportWith({ latencyMs: 190, skewMs: -10, joinMs: 240 }), 0);
    book.take('demo', 'a', reportWith({ latencyMs: 230, skewMs: 30, joinMs: 240 }), 5000);
    const text = await registry.metrics();
    expect(text).to.include('streamsync_viewer_latency_seconds_bucket{le="0.2",channel="demo"} 1');
    expect(text).to.include('streamsync_viewer_latency_seconds_count{channel="demo"} 2');
    expect(text).to.include('streamsync_viewer_skew_seconds_bucket{le="0.017",channel="demo"} 1');
    expect(text).to.include('streamsync_viewer_skew_seconds_sum{channel="demo"} 0.04');
    expect(text).to.include('streamsync_viewer_join_seconds_count{channel="demo"} 1');
  });

  it('counts what was added between two reports of a session, nothing twice and nothing back', async () => {
    book.take('demo', 'a', reportWith({ freezes: 7, packetsLost: 5 }), 0);
    book.take('demo', 'a', reportWith({ freezes: 9, packetsLost: 4, packetsReceived: 1500 }), 5000);
    book.forget('demo', 'a');
    book.take('demo', 'a-again', reportWith({ freezes: 9, packetsLost: 4, packetsReceived: 1600 }), 10_000);
    const text = await registry.metrics();
    expect(text).to.include('streamsync_viewer_freezes_total{channel="demo"} 2');
    expect(text).to.include('streamsync_viewer_packets_lost_total{channel="demo"} 0');
    expect(text).to.include('streamsync_viewer_packets_received_total{channel="demo"} 500');
  });

  it('shows the viewers of this moment by status and layer', async () => {
    book.take('demo', 'a', reportWith({}), 0);
    book.take('demo', 'b', reportWith({ sync: 'cannot-hold', layer: 0 }), 0);
    expect(await registry.metrics())
      .to.include('streamsync_viewers_by_sync{channel="demo",status="holding"} 1')
      .and.include('streamsync_viewers_by_layer{channel="demo",layer="0"} 1');
    book.forget('demo', 'b');
    expect(await registry.metrics()).to.not.include('cannot-hold');
    await clock.advance(60_000);
    expect(await registry.metrics()).to.not.include('status="holding"');
  });
});
